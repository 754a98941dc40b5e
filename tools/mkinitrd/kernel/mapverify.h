/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether a System.map is that of the kernel that the image is for: by all symbols, against those
 * that its vmlinuz carries, or else, where it is the kernel that runs, against that.
 */
#ifndef TOOLS_MKINITRD_KERNEL_MAPVERIFY_H
#define TOOLS_MKINITRD_KERNEL_MAPVERIFY_H

#include <stdbool.h>

#include "sysmap/digest.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/kernel/vmlinuz.h"

enum map_verdict {
	VERDICT_PROVED,
	VERDICT_REFUSED,  /* no map, or another kernel's */
	VERDICT_UNPROVED, /* a map, but of which kernel cannot be told */
};

/* Set `root` and `release`, and nothing else. */
struct mapproof {
	const struct root *root;
	const char *release;
	bool vmlinuz_read; /* it is, before the first map is compared */
	struct vmlinuz vmlinuz;
	struct digest digest;  /* of the last map, unless it was refused */
	char id[BUILDID_SIZE]; /* of the kernel that has proved it; "": none has, or it has none */
	char *why;             /* the last verdict, in words */
};

enum map_verdict mapproof_judge(struct mapproof *mapproof, const char *path);
void mapproof_free(struct mapproof *mapproof);

#endif
