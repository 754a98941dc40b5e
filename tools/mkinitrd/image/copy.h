/* SPDX-License-Identifier: GPL-2.0 */
/* Files, links and folders of a root, copied into the tree. */
#ifndef TOOLS_MKINITRD_IMAGE_COPY_H
#define TOOLS_MKINITRD_IMAGE_COPY_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * To the same path. A link stays a link, and what it leads to is copied too; a folder is copied
 * with all that is in it. The rule is TREE_REPLACE.
 */
int copy_same(struct tree *tree, const struct root *root, const char *path, const char *why);

/* To another path, the link followed where `path` is one. */
int copy_to(struct tree *tree, const struct root *root, const char *path, const char *to,
	    const char *why);

#endif
