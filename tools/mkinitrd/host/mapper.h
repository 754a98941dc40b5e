/* SPDX-License-Identifier: GPL-2.0 */
/* Devices of the device mapper. */
#ifndef TOOLS_MKINITRD_HOST_MAPPER_H
#define TOOLS_MKINITRD_HOST_MAPPER_H

#include "tools/mkinitrd/host/walk.h"

/* What made the device of this disk; not the devices that it is made of. */
int mapper_walk(struct walk *walk, const char *disk, const char *chain);

#endif
