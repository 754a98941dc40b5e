/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processor microcode: an uncompressed archive in front of the image, which x86 kernels read before
 * they unpack the image.
 */
#ifndef TOOLS_MKINITRD_MICROCODE_H
#define TOOLS_MKINITRD_MICROCODE_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/options/options.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Fills the tree of that archive with the root's microcode: for the vendor of this machine's
 * processor (--host), or for all vendors (--generic). The tree stays empty if the kernel does not
 * support early microcode.
 */
int microcode_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *early);

#endif
