/* SPDX-License-Identifier: GPL-2.0 */
/* The file systems that the real init needs: the root, /usr, and those with x-initrd.mount in fstab. */
#ifndef TOOLS_MKINITRD_HOST_REALROOT_H
#define TOOLS_MKINITRD_HOST_REALROOT_H

#include "tools/mkinitrd/machine/walk.h"

int realroot_walk(struct walk *walk);

#endif
