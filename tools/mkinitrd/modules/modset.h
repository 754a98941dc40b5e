/* SPDX-License-Identifier: GPL-2.0 */
/* The modules of a kernel, and those chosen by modules.h. */
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
	const struct root *root;   /* root of the kernel's files */
	const struct root *system; /* root of modprobe.d, and of firmware that `root` lacks */
	const char *release;
	const struct kconfig *kernel;
	struct modtree tree;
	struct content weak; /* modules.weakdep, written by depmod since kmod 33 */
	char *unpacked;      /* a directory in the stage for decompressed files */
	struct kmod_ctx *kmod;
	struct list requested; /* names: requested, aliases resolved, not built in */
	struct list chosen;    /* names: all that are included */
	struct list files;     /* their files in the tree, in the same order */
	struct set seen;       /* names in `chosen` */
	struct set whole;      /* names of modules whose files are valid */
	struct set broken;     /* names of the others */
};

#endif
