/* SPDX-License-Identifier: GPL-2.0 */
/* The modules of a kernel as libkmod reads them, and those chosen by modules.h. */
#ifndef TOOLS_MKINITRD_MODULES_MODSET_H
#define TOOLS_MKINITRD_MODULES_MODSET_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/base/set.h"
#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/modules/modtree.h"
#include "tools/mkinitrd/tree/tree.h"

struct kmod_ctx;
struct kmod_module;

struct modules {
	const struct root *root;   /* root of the kernel's files */
	const struct root *system; /* root of modprobe.d, and of firmware that `root` lacks */
	const char *release;
	const struct kconfig *kernel;
	struct modtree tree;
	struct content weak; /* modules.weakdep, written by depmod since kmod 33 */
	char *unpacked;      /* a directory in the stage for decompressed files */
	const char *kept;    /* suffix of files that stay compressed in the image; NULL: none */
	struct kmod_ctx *kmod;
	struct list requested; /* names: requested, aliases resolved, not built in */
	struct list chosen;    /* names: all that are included */
	struct list files;     /* their files in the tree, in the same order */
	struct set seen;       /* names in `chosen` */
	struct set whole;      /* names of modules whose files are valid */
	struct set broken;     /* names of the others */
};

int modset_open(struct modules *modules, const struct root *root, const struct root *system,
		const char *release, const struct kconfig *kernel);
void modset_close(struct modules *modules);

bool modset_is_built_in(struct kmod_module *module);
/* The module's file in the tree; NULL: it is not in the tree. */
const char *modset_file(const struct modules *modules, struct kmod_module *module);

#endif
