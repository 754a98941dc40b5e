/* SPDX-License-Identifier: GPL-2.0 */
/* Module files, decompressed into the stage when necessary. */
#ifndef TOOLS_MKINITRD_MODULES_MODFILE_H
#define TOOLS_MKINITRD_MODULES_MODFILE_H

#include "tools/mkinitrd/modules/modset.h"

/*
 * The path of the uncompressed file: new memory, NULL (reported: missing or damaged). Several
 * threads may call it for different files.
 */
char *modfile_find(const struct modules *modules, const char *file);
/* The path of the file, in new memory, if it stays compressed in the image; otherwise NULL. */
char *modfile_find_kept(const struct modules *modules, const char *file);
/* Whether the files of the module and of its dependencies are there and valid; checks each once. */
bool modfile_is_whole(struct modules *modules, struct kmod_module *module);
/* Finds all files: *ret_paths has `count` paths in the same order. */
int modfile_find_all(const struct modules *modules, const struct list *files, char **ret_paths);

#endif
