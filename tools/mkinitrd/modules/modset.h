/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of one kernel's modules, and which were chosen; modules.h chooses them. */
#ifndef TOOLS_MKINITRD_MODULES_MODSET_H
#define TOOLS_MKINITRD_MODULES_MODSET_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/modules/modtree.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/image/tree.h"

struct kmod_ctx;

struct modules {
	const struct root *root;   /* of the kernel's files */
	const struct root *system; /* of modprobe.d, and of firmware that the kernel's has not */
	const char *release;
	const struct kconfig *kernel;
	struct modtree tree;
	struct content weak; /* modules.weakdep, which depmod writes from kmod 33 on */
	char *unpacked;      /* a folder of the stage, for files of the tree that are packed */
	struct kmod_ctx *kmod;
	struct list asked;  /* names: what was asked for and isn't built in, aliases resolved */
	struct list chosen; /* names: all that go in */
	struct list files;  /* and their files in the tree, in the same order */
	struct set seen;    /* the names in `chosen` */
	struct set whole;   /* names of modules whose files were read, and are in order */
	struct set broken;  /* and of those that are not */
};

#endif
