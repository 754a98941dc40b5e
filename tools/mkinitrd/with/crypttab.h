/* SPDX-License-Identifier: GPL-2.0 */
/* Adds the root's crypttab(5) and its key files to the image. */
#ifndef TOOLS_MKINITRD_WITH_CRYPTTAB_H
#define TOOLS_MKINITRD_WITH_CRYPTTAB_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/*
 * Adds /etc/crypttab, and key files of lines that are for the initramfs by their options
 * ("initramfs" or "x-initrd.attach") or name one of `volumes`, which are the root's, as
 * "NAME UUID=UUID". The key of the latter needs KEYFILE_PATTERN of Debian's hook. A volume that no
 * line names in a way that the image understands gets a line before the others. Key files are for
 * root alone. What cannot be carried out is a warning.
 */
int crypttab_add(struct tree *tree, const struct root *root, const struct list *volumes);

#endif
