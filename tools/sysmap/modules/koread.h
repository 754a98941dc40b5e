/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the file of a module, compressed or not. */
#ifndef TOOLS_SYSMAP_MODULES_KOREAD_H
#define TOOLS_SYSMAP_MODULES_KOREAD_H

#include "tools/sysmap/modules/kofile.h"

/* -1, with a fault_text(): the file cannot be read, or is no module. */
int koread(const char *path, struct kofile *ret_file);

/* The name of the module at a path, with '_' instead of '-', in new memory; NULL: not *.ko*. */
char *koread_name(const char *path);

#endif
