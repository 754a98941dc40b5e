/* SPDX-License-Identifier: GPL-2.0 */
/* Device-mapper devices. */
#ifndef TOOLS_MKINITRD_DEVICES_MAPPER_H
#define TOOLS_MKINITRD_DEVICES_MAPPER_H

#include "tools/mkinitrd/machine/walk.h"

/* Adds the targets and the helper of this device, not the underlying devices. */
int mapper_walk(struct walk *walk, const char *disk, const char *chain);

#endif
