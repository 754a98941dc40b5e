/* SPDX-License-Identifier: GPL-2.0 */
/* Devices of hardware, and their drivers. */
#ifndef TOOLS_MKINITRD_HOST_HARDWARE_H
#define TOOLS_MKINITRD_HOST_HARDWARE_H

#include "tools/mkinitrd/host/walk.h"

/*
 * The drivers of a device, of all that it hangs on, and of their suppliers. `driven` becomes true
 * if it or what it hangs on has a driver at all.
 */
int hardware_walk(struct walk *walk, const char *device, const char *chain, bool *driven);

#endif
