/* SPDX-License-Identifier: GPL-2.0 */
/* The System.map that the image carries, for /init to place where tools look for it. */
#ifndef TOOLS_MKINITRD_SYSTEMMAP_H
#define TOOLS_MKINITRD_SYSTEMMAP_H

#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/options.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Adds /lib/modules/RELEASE/System.map, as --system-map has it, and beside it
 * System.map.build-id, where it was proved by a kernel that has one.
 */
int systemmap_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *tree);

#endif
