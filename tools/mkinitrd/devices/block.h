/* SPDX-License-Identifier: GPL-2.0 */
/* Block devices and their layers. */
#ifndef TOOLS_MKINITRD_DEVICES_BLOCK_H
#define TOOLS_MKINITRD_DEVICES_BLOCK_H

#include "tools/mkinitrd/machine/walk.h"

/* Walks a disk or a partition through its layers to the hardware. */
int block_walk(struct walk *walk, const char *device, const char *chain);

#endif
