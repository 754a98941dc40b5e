/* SPDX-License-Identifier: GPL-2.0 */
/* The root's crypttab(5), and the key files that belong into an image. */
#ifndef TOOLS_MKINITRD_WITH_CRYPTTAB_H
#define TOOLS_MKINITRD_WITH_CRYPTTAB_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Adds /etc/crypttab, if there is one, and the key files of the lines whose options say that they
 * are for the initramfs: "initramfs" or "x-initrd.attach". All of it is for root alone. What
 * cannot be carried out is a warning.
 */
int crypttab_add(struct tree *tree, const struct root *root);

#endif
