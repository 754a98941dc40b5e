/* SPDX-License-Identifier: GPL-2.0 */
/* The content of every image: ramfs-skel/image, which is built into this program. */
#ifndef TOOLS_MKINITRD_IMAGE_SKELETON_H
#define TOOLS_MKINITRD_IMAGE_SKELETON_H

#include "tools/mkinitrd/image/tree.h"

int skeleton_add(struct tree *tree);

#endif
