/* SPDX-License-Identifier: GPL-2.0 */
/* Devices of the device mapper. */
#ifndef TOOLS_MKINITRD_HOST_MAPPER_H
#define TOOLS_MKINITRD_HOST_MAPPER_H

#include "tools/mkinitrd/host/walk.h"

/* Adds the targets of this device, not the devices below. */
int mapper_walk(struct walk *walk, const char *disk, const char *chain);

#endif
