/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A root that files are taken from: that of --rootdir (modules, firmware, programs), that of
 * --machine, or "/".
 */
#ifndef TOOLS_MKINITRD_BASE_ROOTDIR_H
#define TOOLS_MKINITRD_BASE_ROOTDIR_H

#include "tools/mkinitrd/base/path.h"

struct root {
	char *dir;   /* absolute and without links; "" for "/" */
	char *build; /* a directory in which the kernel was built, from here; NULL: none */
};

/* `option` is what the error names. */
int root_open(struct root *root, const char *option, const char *dir);
/*
 * Looks for the directory in which kernel `release` was built: the root itself, or what the link
 * build of its modules leads to on this machine, as `make modules_install` leaves it. NULL: any
 * release that is built in the root itself; then that is returned: new memory, NULL for none.
 */
char *root_find_build(struct root *root, const char *release);
void root_close(struct root *root);

/* A path of the root with all its links followed; as path_resolve(). */
int root_resolve(const struct root *root, const char *path, char *ret_path);
/* The same with the last link left as it is. */
int root_resolve_link(const struct root *root, const char *path, char *ret_path);
/* A path without links, from here: new memory. */
char *root_outside(const struct root *root, const char *path);
/* The place of a file or folder of the root, from here: new memory, NULL where there is none. */
char *root_find(const struct root *root, const char *path);
/*
 * The first that there is of these places, in each of which "%s" stands for the kernel's release; a
 * relative one is in the directory where the kernel was built. The list ends with NULL. As
 * root_find().
 */
char *root_find_at(const struct root *root, const char *place, const char *release);
char *root_find_first(const struct root *root, const char *const *places, const char *release);

#endif
