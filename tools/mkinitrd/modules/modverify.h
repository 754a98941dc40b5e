/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the modules of an image can be loaded: a gap would only be seen when it boots. */
#ifndef TOOLS_MKINITRD_MODULES_MODVERIFY_H
#define TOOLS_MKINITRD_MODULES_MODVERIFY_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * Every module is of the kernel's release, and every symbol that it needs is in the kernel or in
 * another of them; weak ones aside. -1 (said): it isn't so. Where nothing tells what the kernel
 * has, that is said, and is no error. `paths` are those of modules->files, unpacked.
 */
int modproof_check(const struct modules *modules, char *const *paths);

#endif
