// SPDX-License-Identifier: GPL-2.0
#include "init/devices/gptauto.h"

#include "fs/gpttype.h"
#include "fs/slot.h"
#include "fs/stack.h"
#include "lib/format.h"
#include "lib/text.h"

bool gptauto_read_only(const struct blockdev *dev)
{
	return gpttype_read_only(dev->partflags);
}

bool gptauto_is_root(const struct blockdev *dev)
{
	return text_equal(dev->parttype, GPTTYPE_ROOT) && !gpttype_no_auto(dev->partflags);
}

/* Whether the partition table of its disk is known and belongs to the disk itself. */
static bool is_told(struct devices *d, const struct device *partition)
{
	return partition->dev.partition && obstacle_of_disk(d, partition) == OBSTACLE_NONE;
}

static const struct device *find_loader(struct devices *d, const char *loader)
{
	for (const struct device *device = NULL; (device = devlist_next(d, device));)
		if (text_equal_nocase(device->dev.partuuid, loader) && is_told(d, device))
			return device;
	return NULL;
}

/* Whether root partitions on this disk count. */
static bool is_searched(const struct device *disk, const struct device *loader)
{
	return loader ? text_equal(disk->dev.name, loader->dev.disk) : !disk->dev.removable;
}

/* The next root partition that counts. */
static struct device *next_root(const struct gptauto *g, struct devices *d, struct device *device)
{
	while ((device = devlist_next(d, device)))
		if (gptauto_is_root(&device->dev) && is_told(d, device) &&
		    is_searched(devlist_find(d, device->dev.disk), g->from))
			return device;
	return NULL;
}

/* The priority of a slot; 0: it is not to be booted. */
static unsigned rank(const struct gptauto *g, struct devices *d, const struct device *device)
{
	unsigned slot = slot_of(device->dev.partflags);

	if (slot < SLOT_TRY && device != g->counted)
		return 0;
	if (obstacle_of(d, device) >= (g->last ? OBSTACLE_GONE : OBSTACLE_BAD))
		return 0;
	return slot_priority(slot);
}

enum { NUMBERS = 256 }; /* more than the largest partition number */

/* Among equals ordered by partition number, which matters if all are on one disk. */
static void add(struct gptauto *g, struct device *device, unsigned rank)
{
	unsigned key = (rank + 1) * NUMBERS - device->dev.partition;

	if (g->root && !text_equal(g->root->dev.disk, device->dev.disk)) {
		g->disks = true;
		g->other = device;
	}
	if (!g->root || key > g->key) {
		g->other = g->root;
		g->root = device;
		g->key = key;
	} else if (!g->other) {
		g->other = device;
	}
	g->count++;
}

/* Whether `root` is the only possible one. */
static bool is_clear(const struct gptauto *g)
{
	return g->slots ? !g->disks && g->key >= NUMBERS : g->count == 1 || g->from;
}

/* The root on the partition: itself, or its LUKS volume once it is unlocked. NULL: it is locked. */
static struct device *on(struct devices *d, struct device *partition)
{
	char mapped[BLOCKDEV_NAME_SIZE];

	if (!partition->id.type || !text_equal(partition->id.type, "crypto_LUKS"))
		return partition;
	return stack_unlocked(partition->dev.name, mapped) ? devlist_find(d, mapped) : NULL;
}

void gptauto_search(struct gptauto *g, struct devices *d)
{
	struct device *device = NULL;

	g->from = *g->loader ? find_loader(d, g->loader) : NULL;
	g->disks = false;
	g->other = g->root = NULL;
	g->count = 0;
	while ((g->from || !*g->loader) && (device = next_root(g, d, device)))
		add(g, device, g->slots ? rank(g, d, device) : 0);
	g->first = g->root;
	if (g->root)
		g->root = is_clear(g) ? on(d, g->root) : NULL;
	if (g->first)
		obstacle_text(d, g->root ? g->root : g->first, g->which);
	if (g->root && obstacle_of(d, g->root))
		g->root = NULL;
}

void gptauto_text(const struct gptauto *g, char text[GPTAUTO_TEXT_SIZE])
{
	const struct device *first = g->first;

	if (*g->loader && !g->from)
		format_text(text, GPTAUTO_TEXT_SIZE, "no disk has the boot loader's partition, %s",
			    g->loader);
	else if (!first)
		format_text(text, GPTAUTO_TEXT_SIZE,
			    "no partition of type " GPTTYPE_ROOT ", no-auto aside, on %s%s",
			    g->from ? "the boot disk, /dev/" : "a fixed disk",
			    g->from ? g->from->dev.disk : "");
	else if (g->slots && !g->disks)
		format_text(text, GPTAUTO_TEXT_SIZE, "no slot can be booted");
	else if (g->count > 1)
		format_text(text, GPTAUTO_TEXT_SIZE,
			    "there are %u partitions of its type, /dev/%s and /dev/%s among them",
			    g->count, first->dev.name, g->other->dev.name);
	else
		format_text(text, GPTAUTO_TEXT_SIZE, "/dev/%s is of its type, but %s",
			    first->dev.name, g->which);
}
