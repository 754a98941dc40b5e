/* SPDX-License-Identifier: GPL-2.0 */
/* The content of every image: the lists of ramfs-skel, which are built into this program. */
#ifndef TOOLS_MKINITRD_TREE_SKELETON_H
#define TOOLS_MKINITRD_TREE_SKELETON_H

#include "tools/mkinitrd/tree/tree.h"

/* `ramdisk`: also what only an image for a RAM disk contains. */
int skeleton_add(struct tree *tree, bool ramdisk);

#endif
