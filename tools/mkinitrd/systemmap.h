/* SPDX-License-Identifier: GPL-2.0 */
/* The System.map that the image carries, for /init to place where tools look for it. */
#ifndef MKINITRD_SYSTEMMAP_H
#define MKINITRD_SYSTEMMAP_H

#include "tools/mkinitrd/kconfig.h"
#include "tools/mkinitrd/options.h"
#include "tools/mkinitrd/root.h"
#include "tools/mkinitrd/tree.h"

/*
 * Adds /lib/modules/RELEASE/System.map, as --system-map has it, and beside it
 * System.map.build-id, where it was proved by a kernel that has one.
 */
int systemmap_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *tree);

#endif
