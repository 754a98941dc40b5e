/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A root directory from which files are read: that of --rootdir (modules, firmware, programs), that
 * of --machine, or "/".
 */
#ifndef TOOLS_MKINITRD_BASE_ROOTDIR_H
#define TOOLS_MKINITRD_BASE_ROOTDIR_H

#include "tools/mkinitrd/base/path.h"

struct root {
	char *dir;   /* absolute, without links; "" for "/" */
	char *build; /* the kernel's build directory, a path on the host; NULL: none */
};

/* `option` is named in the error message. */
int root_open(struct root *root, const char *option, const char *dir);
/*
 * Finds the build directory of kernel `release`: the root itself, or the target of the link "build"
 * of its modules, made by `make modules_install`, on this machine. If `release` is NULL, only the
 * root itself is checked, and its release is returned: new memory, NULL for none.
 */
char *root_find_build(struct root *root, const char *release);
void root_close(struct root *root);

/* Resolves all links of a path of the root; as path_resolve(). */
int root_resolve(const struct root *root, const char *path, char *ret_path);
/* The same without following the last link. */
int root_resolve_link(const struct root *root, const char *path, char *ret_path);
/* The path on the host of a path without links: new memory. */
char *root_outside(const struct root *root, const char *path);
/*
 * The path on the host of a file or directory of the root: new memory, NULL if it does not exist.
 */
char *root_find(const struct root *root, const char *path);
/*
 * The first of these paths that exists, as root_find(). "%s" stands for the kernel's release; a
 * relative path is in the kernel's build directory. The list ends with NULL.
 */
char *root_find_at(const struct root *root, const char *format, const char *release);
char *root_find_first(const struct root *root, const char *const *formats, const char *release);

#endif
