/* SPDX-License-Identifier: GPL-2.0 */
/* The module directory of a kernel, with an index that libkmod can read. */
#ifndef TOOLS_MKINITRD_MODULES_MODTREE_H
#define TOOLS_MKINITRD_MODULES_MODTREE_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/kernel/kconfig.h"

/*
 * A tree that was only unpacked from its package has no index. Then `indexed` is a directory in the
 * stage that has links to the tree's files, and the index.
 */
struct modtree {
	char *dir;     /* in the root, links not resolved */
	char *indexed; /* path on the host, for libkmod */
};

/* A kernel without module support has an empty tree. */
int modtree_find(const struct root *root, const char *release, const struct kconfig *kernel,
		 struct modtree *ret_tree);
void modtree_free(struct modtree *tree);

/*
 * Links the files of the kernel's build that depmod(8) reads from one directory to another. Missing
 * files that depmod expects are created, empty.
 */
int modtree_link_sources(const char *from, const char *to);

#endif
