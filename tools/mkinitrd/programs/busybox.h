/* SPDX-License-Identifier: GPL-2.0 */
/* The rescue shell. */
#ifndef TOOLS_MKINITRD_PROGRAMS_BUSYBOX_H
#define TOOLS_MKINITRD_PROGRAMS_BUSYBOX_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Adds /bin/busybox, and /bin/sh as a link to it. `file` NULL: the root's busybox, with its
 * libraries if it is dynamic; "none": nothing. Debian's static BusyBox finds its other commands
 * without links.
 */
int busybox_add(struct tree *tree, const struct root *root, const char *file);

#endif
