/* SPDX-License-Identifier: GPL-2.0 */
/*
 * root=gpt-auto: the partition whose type is the root type of this architecture (the UAPI group's
 * Discoverable Partitions Specification).
 *
 * If the boot loader reports its own partition in the EFI variable LoaderDevicePartUUID, the root
 * is the first root partition of that disk. Otherwise it is the only one on all non-removable
 * disks, which is not known until all disks are probed. Partitions with the attribute no-auto, and
 * partitions on a disk that is a container, do not count. The obstacles of obstacle.h apply as to
 * any other root. If the partition contains a LUKS volume, the root is on it.
 *
 * With gangway.slots=gpt, the root partitions of one disk are slots. The root is the one with the
 * highest priority (fs/slot.h) that may be booted and has no obstacle.
 */
#ifndef INIT_DEVICES_GPTAUTO_H
#define INIT_DEVICES_GPTAUTO_H

#include "fs/names.h"
#include "init/devices/devices.h"
#include "init/devices/obstacle.h"

struct gptauto {
	char loader[UUID_SIZE];             /* LoaderDevicePartUUID; empty: not set */
	const struct device *from;          /* the partition of that UUID, if it has appeared */
	const struct device *first, *other; /* two of the root partitions that were found */
	unsigned count, key;                /* `key`: by which `root` was preferred */
	bool slots;                         /* gangway.slots=gpt */
	bool last;                          /* a slot that may still become usable is not awaited */
	bool disks;                         /* there are root partitions on several disks */
	const struct device *counted;       /* the slot whose tries this boot has decremented */
	/* `first`, or what is unlocked on it; NULL: none yet, or it is ambiguous */
	struct device *root;
	char which[OBSTACLE_TEXT_SIZE]; /* why it is not taken */
};

/* Sets all members, except `loader`, `slots`, `last` and `counted`, from the devices that have appeared. */
void gptauto_search(struct gptauto *g, struct devices *d);

/* What was found, as text for the failure report; may be truncated. */
enum { GPTAUTO_TEXT_SIZE = 192 };
void gptauto_text(const struct gptauto *g, char text[GPTAUTO_TEXT_SIZE]);

/* Whether the partition has the type of a root, and is not hidden by its attribute no-auto. */
bool gptauto_is_root(const struct blockdev *dev);
/* Whether the partition's attributes request a read-only mount. */
bool gptauto_read_only(const struct blockdev *dev);

#endif
