/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Classes of modules that a root may need: by the module's directory in the kernel's tree, and by
 * the kernel functions that it calls. So a new driver in a known directory is included, and so is a
 * driver in a new directory that calls a known function.
 */
#ifndef TOOLS_MKINITRD_GENERIC_CLASSES_H
#define TOOLS_MKINITRD_GENERIC_CLASSES_H

#include <stdbool.h>

#include "tools/mkinitrd/symbols/modsymbols.h"

/* Whether no root can depend on it, mainly network modules. */
bool classes_exclude_dir(const char *file);
bool classes_exclude_calls(const struct modsymbols *symbols);

/*
 * Whether the module can have a class. Modules without an alias cannot: test drivers, and drivers
 * of hardware that cannot be detected. Libraries have no alias either; they are included as
 * dependencies.
 */
bool classes_may_have(const char *file, bool aliased);

/* Whether it is a driver of keyboards, or of USB controllers. */
bool classes_is_keyboard(const char *file);

/*
 * The class and the reason, as text in new memory; NULL: none. `fs`: it has a file system's alias.
 */
char *classes_describe(const char *file, const struct modsymbols *symbols, bool fs);

/*
 * Rank of a module for driver hints: how likely the root needs its devices. It depends on the
 * module's directory; HINT_BY_CALL: on its calls, for which the file must be read.
 */
enum hint_rank { HINT_STORAGE, HINT_BUS, HINT_INPUT, HINT_NET, HINT_NONE, HINT_BY_CALL };
enum hint_rank classes_hint(const char *file);
enum hint_rank classes_hint_call(const struct modsymbols *symbols);

#endif
