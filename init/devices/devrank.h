/* SPDX-License-Identifier: GPL-2.0 */
/* Which device of a full list is replaced by a new one: one of lower rank. */
#ifndef INIT_DEVICES_DEVRANK_H
#define INIT_DEVICES_DEVRANK_H

#include "init/devices/devices.h"

enum devrank { RANK_EMPTY, RANK_TINY, RANK_MEMORY, RANK_USELESS, RANK_OTHER, RANK_NAMED };

/* A disk is never RANK_USELESS: its partitions are checked against it (obstacle.h). */
enum devrank devrank_of(const struct devices *d, const struct device *device);
/*
 * The first of the devices of the lowest rank below `rank` that are not being probed; NULL: none.
 */
struct device *devrank_find_lower(struct devices *d, enum devrank rank);

#endif
