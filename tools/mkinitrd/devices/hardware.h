/* SPDX-License-Identifier: GPL-2.0 */
/* Hardware devices and their drivers. */
#ifndef TOOLS_MKINITRD_DEVICES_HARDWARE_H
#define TOOLS_MKINITRD_DEVICES_HARDWARE_H

#include "tools/mkinitrd/machine/walk.h"

/*
 * Adds the drivers of a device, of its parents, and of their suppliers. `driven` becomes true if
 * the device or a parent has a driver.
 */
int hardware_walk(struct walk *walk, const char *device, const char *chain, bool *driven);

#endif
