/* SPDX-License-Identifier: GPL-2.0 */
/* The libraries that a program needs, found where ld.so(8) would find them. */
#ifndef TOOLS_MKINITRD_PROGRAMS_LIBRARY_H
#define TOOLS_MKINITRD_PROGRAMS_LIBRARY_H

#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Adds the interpreter and all the libraries of `program`, which is at `path` ($ORIGIN) of the
 * root, each to the path where it was found, with what they are known to open while they run. A
 * library that isn't there is an error. What has a name that is in `have` (NULL: nothing) is left
 * as the image has it.
 */
int library_add(struct tree *tree, const struct root *root, const char *path,
		const struct program *program, const struct set *have);

#endif
