/* SPDX-License-Identifier: GPL-2.0 */
/* Adds the root's crypttab(5) and its key files to the image. */
#ifndef TOOLS_MKINITRD_WITH_CRYPTTAB_H
#define TOOLS_MKINITRD_WITH_CRYPTTAB_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds /etc/crypttab and key files, which are readable by root only. The key of a line is included
 * if the line has the option "initramfs" or "x-initrd.attach", or if it names one of `volumes` and
 * the key matches KEYFILE_PATTERN of Debian's hook. `volumes` are the root's, as "NAME UUID=UUID";
 * those without a line that the image supports get a line before the others. Unsupported options
 * and missing keys cause warnings.
 */
int crypttab_add(struct tree *tree, const struct root *root, const struct list *volumes);

/*
 * Whether the line of the mapping `name` in `text`, a crypttab, makes a new volume at each boot: its
 * key is random, or it has the option swap.
 */
bool crypttab_is_volatile(const char *text, const char *name);

#endif
