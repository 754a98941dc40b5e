/* SPDX-License-Identifier: GPL-2.0 */
/* Chooses modules of a kernel for the image. */
#ifndef TOOLS_MKINITRD_MODULES_MODULES_H
#define TOOLS_MKINITRD_MODULES_MODULES_H

#include "tools/mkinitrd/modules/modset.h"

/*
 * Chooses a module by name or alias ('-' equals '_') with its dependencies and soft dependencies;
 * `why` is printed with -v. 0: included, or built into the kernel; 1: the kernel has no such
 * module. If its file or that of a dependency is missing or damaged, it is omitted with a warning.
 */
int modules_add(struct modules *modules, const char *name, const char *why);
/* The same, and /init loads it. */
int modules_request_optional(struct modules *modules, const char *name, const char *why);
/* The same for a necessary module: a missing or damaged file is an error. */
int modules_request(struct modules *modules, const char *name, const char *why);
/* The same for a name from the command line: a module that the kernel lacks is an error. */
int modules_choose(struct modules *modules, const char *name);

/* Whether a module of that name or alias is chosen, or is or may be built into the kernel. */
bool modules_have(const struct modules *modules, const char *name);
/* The same, but false if the built-in modules are not known. */
bool modules_provided(const struct modules *modules, const char *name);
/* Whether one is chosen. */
bool modules_chosen(const struct modules *modules, const char *name);

/* Adds the chosen modules, uncompressed unless they are `kept`, their index files and their firmware. */
int modules_pack(const struct modules *modules, struct tree *tree);

#endif
