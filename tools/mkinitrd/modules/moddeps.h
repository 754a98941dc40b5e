/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules that a module may need although it uses no symbol of them: the rules "softdep" of
 * modprobe.d(5) and depmod, those of modules.weakdep, and requests.h. Names that the kernel lacks
 * are normal.
 */
#ifndef TOOLS_MKINITRD_MODULES_MODDEPS_H
#define TOOLS_MKINITRD_MODULES_MODDEPS_H

#include "tools/mkinitrd/modules/modset.h"

/*
 * Whether the module `name` does not need `word`, which a rule "softdep" names. jbd2 still has the rule
 * "pre: crypto-crc32c" (fs/jbd2/journal.c, 7.2), but calls the library function crc32c() since 6.14.
 */
bool moddeps_is_useless(const struct modules *modules, const char *name, const char *word);
/* Adds the names that /init loads before or after the module. */
void moddeps_soft(const struct modules *modules, const char *name, struct list *ret_names);
/* Adds the names that the module may request from the kernel; /init need not load them. */
void moddeps_weak(const struct modules *modules, const char *name, struct list *ret_names);

#endif
