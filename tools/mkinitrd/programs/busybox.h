/* SPDX-License-Identifier: GPL-2.0 */
/* The rescue shell. */
#ifndef TOOLS_MKINITRD_PROGRAMS_BUSYBOX_H
#define TOOLS_MKINITRD_PROGRAMS_BUSYBOX_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds /bin/busybox, and /bin/sh as a link to it. `file` NULL: the root's busybox; if it is dynamic,
 * with its libraries and a link for each command. "none": nothing.
 */
int busybox_add(struct tree *tree, const struct root *root, const char *file);

#endif
