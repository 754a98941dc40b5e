/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What may stand between a machine and its root, by classes: by the folder of the kernel that a
 * module lies in, and by the functions of the kernel that it calls, whatever its folder. A driver
 * that is new in a known folder is in, and so is a known call in a new one.
 */
#ifndef TOOLS_MKINITRD_MODULES_CLASSES_H
#define TOOLS_MKINITRD_MODULES_CLASSES_H

#include <stdbool.h>

#include "tools/mkinitrd/modules/modsymbols.h"

/* Whether it is a part of what no root is behind: the network above all. */
bool classes_exclude_folder(const char *file);
bool classes_exclude_calls(const struct symbols *symbols);

/*
 * Whether the module may be of a class at all. What nothing can ask for by an alias is not: test
 * drivers, hardware that cannot be detected. Libraries, which have no alias either, come with the
 * modules that need them.
 */
bool classes_may_have(const char *file, bool aliased);

/* The class, and why, in words; NULL: none. New memory. */
char *classes_tell(const char *file, const struct symbols *symbols);

/* Whether a device that the module is for may be worth a word when a boot fails. */
bool classes_hint(const char *file);

#endif
