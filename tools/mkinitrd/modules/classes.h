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

/* Whether it drives keyboards, or the USB controllers that they hang on. */
bool classes_is_keyboard(const char *file);

/* The class, and why, in words; NULL: none. New memory. `fs`: it has a file system's alias. */
char *classes_tell(const char *file, const struct symbols *symbols, bool fs);

/*
 * How near to a root the devices of a module are, for driver hints: by the directory of its file,
 * or by what it calls where that says nothing, for which its file has to be read.
 */
enum hint_rank { HINT_STORAGE, HINT_BUS, HINT_INPUT, HINT_NET, HINT_NONE, HINT_BY_CALL };
enum hint_rank classes_hint(const char *file);
enum hint_rank classes_hint_call(const struct symbols *symbols);

#endif
