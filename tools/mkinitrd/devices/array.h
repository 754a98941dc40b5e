/* SPDX-License-Identifier: GPL-2.0 */
/* md arrays. */
#ifndef TOOLS_MKINITRD_DEVICES_ARRAY_H
#define TOOLS_MKINITRD_DEVICES_ARRAY_H

#include "tools/mkinitrd/machine/walk.h"

/* Adds the driver and the helper of the array, not those of its members. */
int array_walk(struct walk *walk, const char *disk, const char *chain);

#endif
