/* SPDX-License-Identifier: GPL-2.0 */
/*
 * root=gpt-auto: the partition whose type says that it is the root of a machine like this one (the
 * UAPI group's Discoverable Partitions Specification).
 *
 * Where the boot loader has told which partition it came from, in the EFI variable
 * LoaderDevicePartUUID, the root is the first of its disk. Otherwise it is the only one of all
 * disks whose medium stays in, and which it is can only be told once all of them have been looked
 * at. The attribute no-auto keeps a partition out. So does a container around its disk. What keeps
 * a device from being any root (obstacle.h) keeps it from being this one.
 */
#ifndef INIT_GPTAUTO_H
#define INIT_GPTAUTO_H

#include "fs/names.h"
#include "init/devices.h"
#include "init/obstacle.h"

struct gptauto {
	char loader[UUID_SIZE];             /* LoaderDevicePartUUID; empty: there is none */
	const struct device *from;          /* the partition of that UUID, where it has come */
	const struct device *first, *other; /* root partitions that there are, of many two */
	unsigned count;
	struct device *root;            /* NULL: there is none as yet, or it cannot be told */
	char which[OBSTACLE_TEXT_SIZE]; /* why `first` is not taken, as far as that is its own */
};

/* Sets all that is behind `loader`, by the devices that have come so far. */
void gptauto_search(struct gptauto *g, struct devices *d);

/* What was found, in words for the verdict; they may be cut. */
enum { GPTAUTO_TEXT_SIZE = 192 };
void gptauto_text(const struct gptauto *g, char text[GPTAUTO_TEXT_SIZE]);

/* Whether its attributes ask for a partition to be mounted read-only. */
bool gptauto_read_only(const struct blockdev *dev);

#endif
