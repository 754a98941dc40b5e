/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the image does not have: /lib/modules/RELEASE/modules.hints.bin names, for devices of
 * storage, buses, the network and input, the modules that would serve them. It is for the verdict
 * of a boot that has failed, and is read then alone.
 */
#ifndef TOOLS_MKINITRD_MODULES_HINTS_H
#define TOOLS_MKINITRD_MODULES_HINTS_H

#include "tools/mkinitrd/modules/modules.h"

int hints_add(const struct modules *modules, struct tree *tree);

#endif
