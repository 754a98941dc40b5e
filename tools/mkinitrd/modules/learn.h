/* SPDX-License-Identifier: GPL-2.0 */
/* --learn: what a boot has loaded, the next one is to load at once. */
#ifndef TOOLS_MKINITRD_MODULES_LEARN_H
#define TOOLS_MKINITRD_MODULES_LEARN_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * `file` is the /run/gangway/boot.json of a boot. The modules that were loaded there are asked for,
 * in that order; one that this kernel does not have is passed over with a warning, since the boot
 * may have been that of another kernel.
 */
int learn_choose(const char *file, struct modules *modules);

#endif
