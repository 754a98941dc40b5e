/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of --modules: addresses and files of modules. */
#ifndef TOOLS_SYSMAP_MODULES_MODSOURCE_H
#define TOOLS_SYSMAP_MODULES_MODSOURCE_H

#include "tools/sysmap/modules/kofiles.h"
#include "tools/sysmap/modules/modlookup.h"
#include "tools/sysmap/log/modtab.h"

struct modsource {
	struct modtab table;
	struct kofiles files;
};

/*
 * Adds a file of addresses, as modtab.h describes them, a directory like /sys/module, a module's
 * file (*.ko*), or a directory with these. -1: reported.
 */
int modsource_add(struct modsource *m, const char *path);
/* Adds the modules of the running kernel; those that cannot be read are omitted. */
void modsource_add_running(struct modsource *m);
/* Begins with a boot, whose log may contain addresses too. -1: reported. */
int modsource_begin(struct modsource *m, struct survey_boot *boot, struct modlookup *ret_lookup);
void modsource_free(struct modsource *m);

#endif
