/* SPDX-License-Identifier: GPL-2.0 */
/* --owners FILE: the owners of an image's entries. */
#ifndef TOOLS_MKINITRD_TREE_OWNERS_H
#define TOOLS_MKINITRD_TREE_OWNERS_H

#include "tools/mkinitrd/tree/tree.h"

/*
 * Each line of the file is "PATH UID GID [MODE]", '#' begins a comment. A PATH that ends with '/'
 * is a directory tree. `file` may be NULL.
 */
int owners_apply(const char *file, struct tree *tree);

#endif
