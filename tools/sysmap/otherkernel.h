/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel that is installed and does not run, as a machine that tells of itself: a temporary
 * directory with its proc/kallsyms, at the addresses that it is linked for, and its
 * sys/kernel/notes. It is what sysmap/machine.h asks for, so that placing needs no other way.
 */
#ifndef SYSMAP_TOOL_OTHERKERNEL_H
#define SYSMAP_TOOL_OTHERKERNEL_H

#include "sysmap/stamp.h"

struct otherkernel {
	char machine[64];   /* the directory */
	char map[96];       /* its proc/kallsyms, which is its map as well */
	struct stamp stamp; /* what ties the map to the kernel */
	int fd;             /* open on the map */
};

/* From the vmlinuz of `release` in the system below `root`; -1: it is said why not. */
int otherkernel_open(const char *root, const char *release, struct otherkernel *ret_kernel);
void otherkernel_close(struct otherkernel *kernel);

#endif
