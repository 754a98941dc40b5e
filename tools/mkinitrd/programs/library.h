/* SPDX-License-Identifier: GPL-2.0 */
/* The libraries of a program, found as ld.so(8) finds them. */
#ifndef TOOLS_MKINITRD_PROGRAMS_LIBRARY_H
#define TOOLS_MKINITRD_PROGRAMS_LIBRARY_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds the interpreter and all libraries of `program`, which is at `path` ($ORIGIN) of the root, to
 * the paths where they are found, with the libraries that they open at run time. A missing library
 * is an error. Libraries whose names are in `have` (may be NULL) are not added.
 */
int library_add(struct tree *tree, const struct root *root, const char *path,
		const struct program *program, const struct set *have);

#endif
