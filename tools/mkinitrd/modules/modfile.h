/* SPDX-License-Identifier: GPL-2.0 */
/* The files of modules, to be read: one that is packed is unpacked into the stage, once. */
#ifndef TOOLS_MKINITRD_MODULES_MODFILE_H
#define TOOLS_MKINITRD_MODULES_MODFILE_H

#include "tools/mkinitrd/modules/modset.h"

/*
 * Where the file of the tree is to be read: new memory, NULL (said: it is missing, or damaged).
 * Several threads may ask for several files.
 */
char *modfile_find(const struct modules *modules, const char *file);
/* Finds all of them, in their order: the paths behind `count` items of *ret_paths. */
int modfile_find_all(const struct modules *modules, const struct list *files, char **ret_paths);

#endif
