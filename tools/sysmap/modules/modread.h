/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the addresses of modules from files. */
#ifndef TOOLS_SYSMAP_MODULES_MODREAD_H
#define TOOLS_SYSMAP_MODULES_MODREAD_H

#include "tools/sysmap/log/modtab.h"

/* All lines of a file: 0, or -errno. */
int modread_lines(struct modtab *t, const char *path);
/* The same; -1: it cannot be read, or has no addresses, which is reported. */
int modread_file(struct modtab *t, const char *path);
/* The sections of all modules below a directory like /sys/module. -1: reported. */
int modread_sys(struct modtab *t, const char *dir);

#endif
