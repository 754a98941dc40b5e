/* SPDX-License-Identifier: GPL-2.0 */
/* A tree written as a folder. */
#ifndef TOOLS_MKINITRD_HOST_CAPTURE_H
#define TOOLS_MKINITRD_HOST_CAPTURE_H

#include "tools/mkinitrd/image/tree.h"

/*
 * `to` is new or empty; it is there whole or not at all. The tree's files have their bytes in
 * memory.
 */
int capture_write(const struct tree *tree, const char *to);

#endif
