/* SPDX-License-Identifier: GPL-2.0 */
/* Adds the entries of a tree to an ext2 file system. */
#ifndef TOOLS_MKINITRD_IMAGE_EXTENTRY_H
#define TOOLS_MKINITRD_IMAGE_EXTENTRY_H

#include <sys/types.h> /* ext2fs.h needs it, but does not include it */

#include <ext2fs/ext2fs.h>

#include "tools/mkinitrd/image/hardlinks.h"
#include "tools/mkinitrd/tree/tree.h"

struct extentry_target {
	ext2_filsys fs;
	struct hardlinks *links; /* of all entries, noted before */
	errcode_t err;           /* why a call failed; 0: that was reported */
};

/* A tree_each_fn, for entries in the order of tree_each(). `context` is the target. */
int extentry_add(void *context, const struct tree_entry *entry);

#endif
