/* SPDX-License-Identifier: GPL-2.0 */
/* /etc/boottime.kmap of the image: the console's keymap, for passphrases. */
#ifndef TOOLS_MKINITRD_WITH_KEYMAP_H
#define TOOLS_MKINITRD_WITH_KEYMAP_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds the keymap that the root's keyboard(5) or vconsole.conf(5) selects, compiled by ckbcomp(1)
 * and loadkeys(1) of this machine; nothing for a US keyboard. If it cannot be compiled, a warning is
 * reported.
 */
int keymap_add(struct tree *tree, const struct root *root);

#endif
