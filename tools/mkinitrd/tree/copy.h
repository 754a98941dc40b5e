/* SPDX-License-Identifier: GPL-2.0 */
/* Copies files, links and directories of a root into the tree. */
#ifndef TOOLS_MKINITRD_TREE_COPY_H
#define TOOLS_MKINITRD_TREE_COPY_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Copies to the same path. A link is copied with its target, a directory with its content. The rule
 * is TREE_REPLACE.
 */
int copy_same(struct tree *tree, const struct root *root, const char *path, const char *why);

/* Copies to another path; follows `path` if it is a link. */
int copy_to(struct tree *tree, const struct root *root, const char *path, const char *to,
	    const char *why);

#endif
