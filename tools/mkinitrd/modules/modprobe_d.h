/* SPDX-License-Identifier: GPL-2.0 */
/* Options, aliases and soft dependencies that the system gives its modules: modprobe.d(5). */
#ifndef TOOLS_MKINITRD_MODULES_MODPROBE_D_H
#define TOOLS_MKINITRD_MODULES_MODPROBE_D_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/image/tree.h"

/* The root's folders of such files, seen from here, the most important first. */
void modprobe_d_folders(const struct root *root, struct list *ret_folders);

/*
 * Adds the files, all in /etc/modprobe.d: of files with the same name the one from the most
 * important folder, as modprobe would read them.
 */
int modprobe_d_pack(const struct root *root, struct tree *tree);

#endif
