/* SPDX-License-Identifier: GPL-2.0 */
/* The folder of one kernel's modules, with an index that libkmod can read. */
#ifndef TOOLS_MKINITRD_MODULES_MODTREE_H
#define TOOLS_MKINITRD_MODULES_MODTREE_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/kernel/kconfig.h"

/*
 * A tree that was only unpacked from its package has no index yet: then `indexed` is a folder of
 * the stage, with links to all that the tree has and with the index beside them.
 */
struct modtree {
	char *place;   /* in the root, with links still to follow */
	char *indexed; /* from here, for libkmod to read */
};

/* A kernel that is configured without modules has an empty one. */
int modtree_find(const struct root *root, const char *release, const struct kconfig *kernel,
		 struct modtree *ret_tree);
void modtree_free(struct modtree *tree);

/*
 * Links what depmod(8) reads beside the modules, and what comes from the kernel's build, from one
 * folder into another. Those that depmod expects and are not there are made, empty.
 */
int modtree_link_sources(const char *from, const char *to);

#endif
