/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What keeps a block device from being the root: the one place that knows. The forms of root=,
 * root=gpt-auto, the next device after a failed mount, and the report of a failed boot ask here.
 *
 * A device shows what lies on it, and that may belong to another: a mirror's members show the
 * mirror's partition table and its file systems, a snapshot has the names of its origin. Mounting
 * one of these by mistake loses data.
 */
#ifndef INIT_OBSTACLE_H
#define INIT_OBSTACLE_H

#include <stdbool.h>

#include "init/devices.h"

enum obstacle {
	OBSTACLE_NONE,

	/* It may pass. */
	OBSTACLE_GONE,
	OBSTACLE_UNPROBED,
	OBSTACLE_EMPTY,
	OBSTACLE_DISK_UNPROBED, /* of a partition: what it shows may be an array's */
	OBSTACLE_HELD,          /* by another device; or its disk is */
	OBSTACLE_BAD,           /* it could not be mounted; another of its name may be */

	/* It stays, unless the content changes. */
	OBSTACLE_CONTAINER,      /* it holds other devices */
	OBSTACLE_DISK_CONTAINER, /* its disk does */
	OBSTACLE_CONTENT,        /* swap space, say */
	OBSTACLE_INNER,          /* it is a part of a volume */

	/* It is no reason against a device that is asked for by its own name. */
	OBSTACLE_SNAPSHOT,
};

/* Of a device of the list: the one that says most. Reads /sys if what was probed is in order. */
enum obstacle obstacle_of(struct devices *d, const struct device *device);
/* Those that a partition has from its disk. */
enum obstacle obstacle_of_disk(struct devices *d, const struct device *partition);
/* Whether another device holds it, or its disk, at this moment. */
bool obstacle_is_held(const struct device *device);

/* What follows "which"; it may be cut. */
enum { OBSTACLE_TEXT_SIZE = 112 };
void obstacle_text(struct devices *d, const struct device *device, char text[OBSTACLE_TEXT_SIZE]);

#endif
