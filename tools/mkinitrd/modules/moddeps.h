/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules that a module may need although it uses no symbol of them: the rules "softdep" of
 * modprobe.d(5) and depmod, those of modules.weakdep, and requests.h. Names that the kernel lacks
 * are normal.
 */
#ifndef TOOLS_MKINITRD_MODULES_MODDEPS_H
#define TOOLS_MKINITRD_MODULES_MODDEPS_H

#include "tools/mkinitrd/modules/modset.h"

/* Adds the names that /init loads before or after the module. */
void moddeps_soft(const struct modules *modules, const char *name, struct list *ret_names);
/* Adds the names that the module may request from the kernel; /init need not load them. */
void moddeps_weak(const struct modules *modules, const char *name, struct list *ret_names);

#endif
