// SPDX-License-Identifier: GPL-2.0
#include "init/devices/devlist.h"

#include "lib/text.h"

enum { TINY = 64 << 10 }; /* bytes: an extended partition has 1 KiB */

bool device_is_container(const struct device *d)
{
	return d->state == DEVICE_KNOWN && d->id.container;
}

struct device *devlist_next(const struct devices *d, const struct device *device)
{
	const struct device *next = device ? device + 1 : d->list, *end = d->list + d->count;

	while (next < end && next->state == DEVICE_GONE)
		next++;
	return next < end ? (struct device *)next : NULL;
}

struct device *devlist_find(const struct devices *d, const char *name)
{
	struct device *device = NULL;

	while ((device = devlist_next(d, device)) && !text_equal(device->dev.name, name))
		;
	return device;
}

bool devlist_probing(const struct devices *d)
{
	const struct device *device = NULL;

	while ((device = devlist_next(d, device)) && device->state != DEVICE_QUEUED &&
	       device->state != DEVICE_PROBING)
		;
	return device;
}

/* ---- ranks --------------------------------------------------------------------------------- */

/* A disk is never RANK_USELESS: its partitions are checked against it (obstacle.h). */
enum rank { RANK_EMPTY, RANK_TINY, RANK_MEMORY, RANK_USELESS, RANK_OTHER, RANK_NAMED };

static enum chance chance_of(const struct devices *d, const struct device *device)
{
	return d->chance ? d->chance(d->context, device) : CHANCE_SOME;
}

static bool is_ram_disk(const char *name)
{
	return text_after(name, "ram");
}

static bool is_memory(const char *name)
{
	return is_ram_disk(name) || text_after(name, "zram") || text_after(name, "loop");
}

static enum rank rank_of(const struct devices *d, const struct device *device)
{
	enum chance chance = chance_of(d, device);

	if (chance == CHANCE_NAMED)
		return RANK_NAMED;
	if (!device->dev.size)
		return RANK_EMPTY;
	if (device->dev.size < TINY)
		return RANK_TINY;
	if (is_memory(device->dev.name))
		return RANK_MEMORY;
	return device->dev.partition && chance == CHANCE_NONE ? RANK_USELESS : RANK_OTHER;
}

/*
 * The first of the devices of the lowest rank below `rank` that are not being probed; NULL: none.
 */
static struct device *find_lower(struct devices *d, enum rank rank)
{
	struct device *lowest = NULL;

	for (struct device *device = d->list; device < d->list + d->count; device++) {
		enum rank other = device->probe_pid ? rank : rank_of(d, device);

		if (other >= rank)
			continue;
		lowest = device;
		rank = other;
	}
	return lowest;
}

bool devlist_is_replaceable(struct devices *d)
{
	return find_lower(d, RANK_OTHER);
}

bool devlist_is_empty(const struct devices *d, const struct device *device)
{
	return !device->dev.size ||
	       (is_ram_disk(device->dev.name) && chance_of(d, device) != CHANCE_NAMED);
}

/* ---- entries ------------------------------------------------------------------------------- */

/* The first unused entry; an entry that is still being probed is in use. */
static struct device *find_free(struct devices *d)
{
	for (unsigned i = 0; i < d->count; i++)
		if (d->list[i].state == DEVICE_GONE && !d->list[i].probe_pid)
			return &d->list[i];
	return d->count < DEVICES ? &d->list[d->count++] : NULL;
}

static struct device *replace(struct devices *d, const struct blockdev *dev)
{
	const struct device added = {.dev = *dev, .state = DEVICE_QUEUED};
	struct device *device = find_lower(d, rank_of(d, &added));

	if (device ? device->dev.size : dev->size)
		d->ignored++;
	if (device)
		device->state = DEVICE_GONE;
	return device;
}

struct device *devlist_entry_for(struct devices *d, const struct blockdev *dev)
{
	struct device *device = devlist_find(d, dev->name);

	if (!device)
		device = find_free(d);
	return device ? device : replace(d, dev);
}
