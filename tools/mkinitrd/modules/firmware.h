/* SPDX-License-Identifier: GPL-2.0 */
/* The firmware that modules request. */
#ifndef TOOLS_MKINITRD_MODULES_FIRMWARE_H
#define TOOLS_MKINITRD_MODULES_FIRMWARE_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * Adds the files that the chosen modules name, decompressed, from the root's /lib/firmware. A
 * missing file is no error: drivers name the firmware of many devices. `stage` has the modules of
 * the image.
 */
int firmware_pack(const struct modules *modules, const char *stage, struct tree *tree);

#endif
