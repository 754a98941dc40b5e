/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Verifies that a System.map is that of the image's kernel: by comparing all symbols with those in
 * its vmlinuz or, if that is impossible, with those of the running kernel.
 */
#ifndef TOOLS_MKINITRD_KERNEL_MAPVERIFY_H
#define TOOLS_MKINITRD_KERNEL_MAPVERIFY_H

#include <stdbool.h>

#include "sysmap/digest.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/kernel/vmlinuz.h"

enum map_result {
	MAP_VERIFIED,
	MAP_REFUSED,    /* not a map, or that of another kernel */
	MAP_UNVERIFIED, /* a map of an unknown kernel */
};

/* The caller sets only `root` and `release`. */
struct mapverify {
	const struct root *root;
	const char *release;
	bool vmlinuz_read; /* set when the first map is compared */
	struct vmlinuz vmlinuz;
	struct digest digest;  /* of the last map that was not refused */
	char id[BUILDID_SIZE]; /* build-id of the kernel that matched the map; "": none */
	char *why;             /* the last result, as text */
};

enum map_result mapverify_classify(struct mapverify *mapverify, const char *path);
void mapverify_free(struct mapverify *mapverify);

#endif
