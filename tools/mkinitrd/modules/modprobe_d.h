/* SPDX-License-Identifier: GPL-2.0 */
/* The system's module options, aliases and soft dependencies: modprobe.d(5). */
#ifndef TOOLS_MKINITRD_MODULES_MODPROBE_D_H
#define TOOLS_MKINITRD_MODULES_MODPROBE_D_H

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/* The directories of such files, as paths on the host, in order of priority. */
void modprobe_d_dirs(const struct root *root, struct list *ret_dirs);

/*
 * Adds the files to /etc/modprobe.d. Of files with the same name, the one of highest priority is
 * added, as modprobe reads them.
 */
int modprobe_d_pack(const struct root *root, struct tree *tree);

#endif
