/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the modules of an image can be loaded: a gap would only be seen when it boots. */
#ifndef TOOLS_MKINITRD_MODULES_MODVERIFY_H
#define TOOLS_MKINITRD_MODULES_MODVERIFY_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * What the kernel would refuse to load is an error, -1: a module with another vermagic, or one that
 * needs a symbol (weak ones aside) that neither the kernel nor another of them exports, that has
 * another version there, or that is not for a module of its license or namespaces. If nothing tells
 * what the kernel exports, that is a warning. `paths` are those of modules->files, unpacked.
 */
int modproof_check(const struct modules *modules, char *const *paths);

#endif
