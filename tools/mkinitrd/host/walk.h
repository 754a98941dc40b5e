/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The walk of --host: from what is mounted through the layers of block devices up to the buses.
 * Each part adds the modules that it finds need of.
 */
#ifndef TOOLS_MKINITRD_HOST_WALK_H
#define TOOLS_MKINITRD_HOST_WALK_H

#include "tools/mkinitrd/host/files.h"
#include "tools/mkinitrd/host/mountinfo.h"
#include "tools/mkinitrd/host/need.h"
#include "tools/mkinitrd/base/set.h"

enum { WALK_DEPTH_MAX = 32 }; /* links on links; more is a circle, or malice */

struct walk {
	const struct host *host;
	struct mountinfo mounts;
	struct needs *needs;
	enum need_for purpose; /* of what is walked now */
	struct set seen;       /* devices whose driver was asked for */
	struct set walked;     /* disks, partitions and mounts that were walked to their end */
	unsigned depth;        /* how many devices led to the one that is walked now */
};

/*
 * In all that walks, paths of devices are those of /sys/devices, without links; `chain` tells
 * people what lies on the device: "/ on dm-0 on sda2". What cannot be opened is an error for the
 * root and a warning for everything else: 0, or -1 (printed).
 */

/* Adds a module that is needed. */
void walk_need(struct walk *walk, const char *module, const char *why, const char *chain);
/* The same for the program of the image that opens containers of that type. */
void walk_need_opener(struct walk *walk, const char *type, const char *chain);
/* Prints what stands in the way; what NOUN_walk() returns then. */
int walk_stop(const struct walk *walk, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
