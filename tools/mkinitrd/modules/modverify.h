/* SPDX-License-Identifier: GPL-2.0 */
/* Verifies that the kernel can load the modules of an image. */
#ifndef TOOLS_MKINITRD_MODULES_MODVERIFY_H
#define TOOLS_MKINITRD_MODULES_MODVERIFY_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * -1 if the kernel would refuse a module: because of its vermagic, or of a symbol (except weak
 * ones) that neither the kernel nor another module exports, that has another version, or that the
 * module's license or namespaces do not permit. If the kernel's exports are unknown, that is a
 * warning. `paths` are those of modules->files, uncompressed.
 */
int modverify_check(const struct modules *modules, char *const *paths);

#endif
