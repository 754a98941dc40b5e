/* SPDX-License-Identifier: GPL-2.0 */
/* The modules of one kernel, and those of them that go into the image. */
#ifndef TOOLS_MKINITRD_MODULES_MODULES_H
#define TOOLS_MKINITRD_MODULES_MODULES_H

#include "tools/mkinitrd/modules/modset.h"

int modules_open(struct modules *modules, const struct root *root, const struct root *system,
		 const char *release, const struct kconfig *kernel);
void modules_close(struct modules *modules);

/*
 * Chooses by file name or alias, '-' or '_' alike, with all that it depends on, softly too; `why`
 * is for -v. 0: it goes in, or is built into the kernel; 1: the kernel has nothing of this name.
 * One whose file, or that of what it depends on, is missing or damaged is left out, with a warning.
 */
int modules_add(struct modules *modules, const char *name, const char *why);
/* The same, and /init is to load it. */
int modules_want(struct modules *modules, const char *name, const char *why);
/* The same for what the image is for: a file that is missing or damaged is an error. */
int modules_ask(struct modules *modules, const char *name, const char *why);
/* The same for a name of the command line: one that the kernel does not have is an error. */
int modules_choose(struct modules *modules, const char *name);

/* Whether one of that name or alias is among the chosen, or is or may be built into the kernel. */
bool modules_have(const struct modules *modules, const char *name);

/*
 * Adds the chosen modules, unpacked, the index files by which /init finds them, and the firmware
 * that they name.
 */
int modules_pack(const struct modules *modules, struct tree *tree);

#endif
