/* SPDX-License-Identifier: GPL-2.0 */
/* --learn: choose the modules that a previous boot loaded. */
#ifndef TOOLS_MKINITRD_MODULES_LEARN_H
#define TOOLS_MKINITRD_MODULES_LEARN_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * `file` is the /run/gangway/boot.json of a boot. The modules that it loaded are requested in the
 * same order. Those that this kernel lacks are ignored with a warning, since the boot may have used
 * another kernel.
 */
int learn_choose(const char *file, struct modules *modules);

#endif
