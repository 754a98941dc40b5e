/* SPDX-License-Identifier: GPL-2.0 */
/* The dependencies of programs in added directories. */
#ifndef TOOLS_MKINITRD_PROGRAMS_FOLLOW_H
#define TOOLS_MKINITRD_PROGRAMS_FOLLOW_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds from the root the interpreters of programs and scripts, and the libraries, unless the image
 * has a file of the same name. If the root lacks one too, that is a warning, since the program may
 * never run.
 */
int follow_programs(struct tree *tree, const struct root *root);

#endif
