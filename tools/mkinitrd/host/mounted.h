/* SPDX-License-Identifier: GPL-2.0 */
/* Mounted file systems. */
#ifndef TOOLS_MKINITRD_HOST_MOUNTED_H
#define TOOLS_MKINITRD_HOST_MOUNTED_H

#include "tools/mkinitrd/machine/walk.h"

/* Walks a mounted file system and its devices. */
int mounted_walk(struct walk *walk, const struct mount *mount, const char *chain);

#endif
