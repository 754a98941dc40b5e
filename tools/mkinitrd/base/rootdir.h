/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A root that files are taken from: that of --rootdir (modules, firmware, programs), that of
 * --machine, or "/".
 */
#ifndef TOOLS_MKINITRD_BASE_ROOTDIR_H
#define TOOLS_MKINITRD_BASE_ROOTDIR_H

#include "tools/mkinitrd/base/path.h"

struct root {
	char *dir; /* absolute and without links; "" for "/" */
};

/* `option` is what the error names. */
int root_open(struct root *root, const char *option, const char *dir);
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
 * The first that there is of these places, in each of which "%s" stands for the kernel's release;
 * the list ends with NULL. As root_find().
 */
char *root_find_first(const struct root *root, const char *const *places, const char *release);

#endif
