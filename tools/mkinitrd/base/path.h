/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Paths inside of a root that is not the machine's: the image's, or that of --rootdir. Links in
 * them lead where they would lead if that root were "/", and ".." stops at it.
 */
#ifndef TOOLS_MKINITRD_BASE_PATH_H
#define TOOLS_MKINITRD_BASE_PATH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* The target of the link at `path`, into `target` of PATH_MAX bytes; false where it is no link. */
typedef bool path_link_fn(void *context, const char *path, char *target);

enum path_last { PATH_KEEP_LAST, PATH_FOLLOW_LAST };

/*
 * The path without links, ".", ".." and doubled slashes, into `ret_path` of PATH_MAX bytes; "" is
 * the root itself. Nothing needs to exist. -ELOOP, -ENAMETOOLONG.
 */
int path_resolve(const char *path, enum path_last last, path_link_fn *link, void *context,
		 char *ret_path);

/* The same by the letter, for a root without links. */
int path_clean(const char *path, char *ret_path);

/* The path that `target`, found in the link at `path`, names; as path_clean(). */
int path_join_link(const char *path, const char *target, char *ret_path);

/* What follows the last slash. */
const char *path_name(const char *path);

/* A path of the root for people: "/" for "". */
const char *path_shown(const char *path);

#endif
