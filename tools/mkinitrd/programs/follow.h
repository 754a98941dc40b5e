/* SPDX-License-Identifier: GPL-2.0 */
/* What the programs of added directories need to run. */
#ifndef TOOLS_MKINITRD_PROGRAMS_FOLLOW_H
#define TOOLS_MKINITRD_PROGRAMS_FOLLOW_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Adds from the root the interpreters of programs and scripts, and the libraries, that the image
 * has no file of the same name for. What the root lacks too is a warning: nobody knows whether the
 * program will ever run.
 */
int follow_programs(struct tree *tree, const struct root *root);

#endif
