/* SPDX-License-Identifier: GPL-2.0 */
/*
 * --host walks from the mounts through the layers of block devices to the buses. Each part adds the
 * modules that it finds.
 */
#ifndef TOOLS_MKINITRD_MACHINE_WALK_H
#define TOOLS_MKINITRD_MACHINE_WALK_H

#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/machine/files.h"
#include "tools/mkinitrd/machine/mountinfo.h"
#include "tools/mkinitrd/machine/need.h"

enum { WALK_DEPTH_MAX = 32 }; /* layers; more is a loop */

struct walk {
	const struct host *host;
	const struct config *config; /* the parameters that the image will see */
	struct mountinfo mounts;
	struct needs *needs;
	enum need_for purpose; /* of the current device */
	struct set seen;       /* devices whose driver was requested */
	struct set walked;     /* disks, partitions and mounts that were walked */
	unsigned depth;        /* number of devices above the current one */
};

/*
 * Device paths are in /sys/devices, without links. `chain`, for messages, is what is on the device:
 * "/ on dm-0 on sda2". A device that cannot be set up is an error for the root (-1, reported) and a
 * warning for everything else (0).
 */

/* Adds a necessary module. */
void walk_need(struct walk *walk, const char *module, const char *why, const char *chain);
/* Adds the helper for containers of that type. */
void walk_need_helper(struct walk *walk, const char *type, const char *chain);
/* Reports why a device cannot be set up; returns the result for NOUN_walk(). */
int walk_stop(const struct walk *walk, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
