/* SPDX-License-Identifier: GPL-2.0 */
/* --add SRC[:DST] */
#ifndef TOOLS_MKINITRD_PROGRAMS_ADD_H
#define TOOLS_MKINITRD_PROGRAMS_ADD_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * An absolute SRC is a path of the root, a relative one a path from the working folder. A single
 * program or library brings the libraries of the root that it needs; a folder goes in as it is.
 */
int add_argument(struct tree *tree, const struct root *root, const char *argument);

#endif
