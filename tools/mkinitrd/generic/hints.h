/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Driver hints: /lib/modules/RELEASE/modules.hints.bin names the modules, not in the image, that
 * would drive storage, bus, network and input devices. It is read only for a failure report.
 */
#ifndef TOOLS_MKINITRD_GENERIC_HINTS_H
#define TOOLS_MKINITRD_GENERIC_HINTS_H

#include "tools/mkinitrd/modules/modules.h"

int hints_add(const struct modules *modules, struct tree *tree);

#endif
