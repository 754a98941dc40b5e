// SPDX-License-Identifier: GPL-2.0
#include "init/devices/devrank.h"

#include "lib/text.h"

enum { TINY = 64 << 10 }; /* bytes: an extended partition has 1 KiB */

static bool is_memory(const char *name)
{
	return text_after(name, "ram") || text_after(name, "zram") || text_after(name, "loop");
}

enum devrank devrank_of(const struct devices *d, const struct device *device)
{
	enum chance chance = d->chance ? d->chance(d->context, device) : CHANCE_SOME;

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

struct device *devrank_find_lower(struct devices *d, enum devrank rank)
{
	struct device *lowest = NULL;

	for (struct device *device = d->list; device < d->list + d->count; device++) {
		enum devrank other = device->probe_pid ? rank : devrank_of(d, device);

		if (other >= rank)
			continue;
		lowest = device;
		rank = other;
	}
	return lowest;
}
