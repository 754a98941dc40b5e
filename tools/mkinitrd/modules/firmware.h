/* SPDX-License-Identifier: GPL-2.0 */
/* The firmware that modules ask the kernel for. */
#ifndef TOOLS_MKINITRD_MODULES_FIRMWARE_H
#define TOOLS_MKINITRD_MODULES_FIRMWARE_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * Adds what the chosen modules name, from the root's /lib/firmware; packed files are unpacked. Many
 * names are of devices that no machine has at once, so that a missing file is no error. `stage`
 * holds the modules of the image.
 */
int firmware_pack(const struct modules *modules, const char *stage, struct tree *tree);

#endif
