/* SPDX-License-Identifier: GPL-2.0 */
/* The folder of one kernel's modules, with an index that libkmod can read. */
#ifndef MKINITRD_MODTREE_H
#define MKINITRD_MODTREE_H

#include "tools/mkinitrd/root.h"

/*
 * New memory; NULL (said) where there are no modules of that release. A tree that was only unpacked
 * from its package has no index yet: then the folder is one of the stage, with links to all that
 * the tree has and with the index beside them.
 */
char *modtree_find(const struct root *root, const char *release);

/*
 * Links a file that depmod(8) reads beside the modules, and that comes from the kernel's build,
 * from one folder into another; to have none is no error.
 */
int modtree_link_sources(const char *from, const char *to);

#endif
