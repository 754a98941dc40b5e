/* SPDX-License-Identifier: GPL-2.0 */
/* What every image contains: ramfs-skel/image, which is a part of this program. */
#ifndef MKINITRD_SKELETON_H
#define MKINITRD_SKELETON_H

#include "tools/mkinitrd/tree.h"

int skeleton_add(struct tree *tree);

#endif
