/* SPDX-License-Identifier: GPL-2.0 */
/* --add SRC[:DST] */
#ifndef TOOLS_MKINITRD_PROGRAMS_ADD_H
#define TOOLS_MKINITRD_PROGRAMS_ADD_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * An absolute SRC is a path of the root, a relative one is relative to the working directory. A
 * single program or library is added with the libraries that it needs; a directory is added as it
 * is.
 */
int add_argument(struct tree *tree, const struct root *root, const char *argument);

#endif
