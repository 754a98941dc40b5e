/* SPDX-License-Identifier: GPL-2.0 */
/* File systems that are mounted. */
#ifndef TOOLS_MKINITRD_HOST_MOUNT_H
#define TOOLS_MKINITRD_HOST_MOUNT_H

#include "tools/mkinitrd/host/walk.h"

/* A mounted file system and what it is on. */
int mount_walk(struct walk *walk, const struct mount *mount, const char *chain);

#endif
