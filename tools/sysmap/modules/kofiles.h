/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files of modules: given ones, or those of /lib/modules/RELEASE. A file is used only if it is
 * that of the kernel which wrote the log: its release and the sizes of its functions must be those
 * in the log.
 */
#ifndef TOOLS_SYSMAP_MODULES_KOFILES_H
#define TOOLS_SYSMAP_MODULES_KOFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/sysmap/log/survey.h"
#include "tools/sysmap/modules/kofile.h"

struct kofiles {
	struct kofiles_entry {
		char *module, *path;
		enum { KOFILE_UNREAD, KOFILE_READ, KOFILE_FAILED } state;
		bool checked, belongs; /* to the boot */
		struct kofile file;
	} * entries; /* by module */
	size_t count, workspace;
	size_t given; /* files; 0: the entries are those of the boot's release */
	const struct survey_boot *boot;
};

/* Adds a file, or all below a directory. -1: reported. */
int kofiles_add(struct kofiles *k, const char *path);
/* Begins with another boot. -1: reported. */
int kofiles_begin(struct kofiles *k, const struct survey_boot *boot);
/* The file of a module; NULL: none. One that does not belong to the boot is reported once. */
const struct kofile *kofiles_get(struct kofiles *k, const char *module);
void kofiles_free(struct kofiles *k);

#endif
