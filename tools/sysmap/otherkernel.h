/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An installed kernel that is not running, presented as a running one: a temporary directory with
 * its proc/kallsyms, at link addresses, and its sys/kernel/notes. It has the form that
 * sysmap/machine.h reads, so that its map is installed by the same code.
 */
#ifndef TOOLS_SYSMAP_OTHERKERNEL_H
#define TOOLS_SYSMAP_OTHERKERNEL_H

#include "sysmap/install/manifest.h"

struct otherkernel {
	char machine[64];         /* the directory */
	char map[96];             /* its proc/kallsyms, which is also its map */
	struct manifest manifest; /* the manifest, which ties the map to the kernel */
	int fd;                   /* open on the map */
};

/* From the vmlinuz of `release` in the system at `root`; -1, reported, on errors. */
int otherkernel_open(const char *root, const char *release, struct otherkernel *ret_kernel);
void otherkernel_close(struct otherkernel *kernel);

#endif
