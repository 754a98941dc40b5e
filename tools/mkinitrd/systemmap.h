/* SPDX-License-Identifier: GPL-2.0 */
/* The System.map of the image, which a helper installs in the real root. */
#ifndef TOOLS_MKINITRD_SYSTEMMAP_H
#define TOOLS_MKINITRD_SYSTEMMAP_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/options/options.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds the helper that installs System.map, /lib/gangway/sysmap, and the map chosen by
 * --system-map, /lib/modules/RELEASE/System.map, with its manifest, System.map.gangway, if it was
 * verified by a kernel with a build-id.
 */
int systemmap_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *tree);

#endif
