/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The processors' microcode, which x86 kernels look for before they unpack anything: in an archive
 * of its own in front of the image, not packed.
 */
#ifndef TOOLS_MKINITRD_MICROCODE_H
#define TOOLS_MKINITRD_MICROCODE_H

#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/options.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Fills the tree of that archive: with what the root has for the maker of this machine's processor
 * (--host), or for both (--generic). It stays empty where the kernel has no use for it.
 */
int microcode_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *early);

#endif
