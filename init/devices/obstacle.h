/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why a block device must not be mounted as root. All code that chooses or reports a root asks
 * here: the forms of root=, root=gpt-auto, the next device after a failed mount, and the failure
 * report.
 *
 * The content that a device shows may belong to another device: the members of a mirror show the
 * mirror's partition table and file systems, a snapshot has the identifiers of its origin. Mounting
 * one of these by mistake loses data.
 */
#ifndef INIT_DEVICES_OBSTACLE_H
#define INIT_DEVICES_OBSTACLE_H

#include <stdbool.h>

#include "init/devices/devices.h"

enum obstacle {
	OBSTACLE_NONE,

	/* Temporary. */
	OBSTACLE_GONE,
	OBSTACLE_UNPROBED,
	OBSTACLE_EMPTY,
	OBSTACLE_DISK_UNPROBED, /* of a partition: what it shows may belong to an array */
	OBSTACLE_HELD,          /* by another device; or its disk is */
	OBSTACLE_BAD,           /* it could not be mounted; another device of its name may be */
	OBSTACLE_INCOMPLETE,    /* other devices of its file system are missing */
	OBSTACLE_COPIED, /* one device of its file system is there twice: which is the right one? */

	/* Permanent, unless the content changes. */
	OBSTACLE_CONTAINER,      /* it provides other devices */
	OBSTACLE_DISK_CONTAINER, /* its disk does */
	OBSTACLE_CONTENT,        /* for example swap space */
	OBSTACLE_INNER,          /* it is a part of a volume */

	/* Does not apply if root= names the device itself. */
	OBSTACLE_SNAPSHOT,
};

/* Returns the most informative obstacle of a listed device. Reads /sys if the probe found none. */
enum obstacle obstacle_of(struct devices *d, const struct device *device);
/* The obstacles that a partition inherits from its disk. */
enum obstacle obstacle_of_disk(struct devices *d, const struct device *partition);
/* Whether another device currently holds it or its disk. */
bool obstacle_is_held(const struct device *device);

/* Whether `other` is a usable device of the same file system, which has several. */
bool obstacle_is_member(struct devices *d, const struct device *device, const struct device *other);

/* The text that follows "which"; may be truncated. */
enum { OBSTACLE_TEXT_SIZE = 112 };
void obstacle_text(struct devices *d, const struct device *device, char text[OBSTACLE_TEXT_SIZE]);

#endif
