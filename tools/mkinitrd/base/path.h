/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Paths in another root: the image's, or that of --rootdir. Links are resolved as if that root were
 * "/", and ".." does not leave it.
 */
#ifndef TOOLS_MKINITRD_BASE_PATH_H
#define TOOLS_MKINITRD_BASE_PATH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* The target of the link at `path`, into `target` of PATH_MAX bytes; false: not a link. */
typedef bool path_link_fn(void *context, const char *path, char *target);

enum path_last { PATH_KEEP_LAST, PATH_FOLLOW_LAST };

/*
 * The path without links, ".", ".." and doubled slashes, into `ret_path` of PATH_MAX bytes; "" is
 * the root itself. The path need not exist. -ELOOP, -ENAMETOOLONG.
 */
int path_resolve(const char *path, enum path_last last, path_link_fn *link, void *context,
		 char *ret_path);

/* The same without following links. */
int path_clean(const char *path, char *ret_path);

/* The path to which `target`, read from the link at `path`, refers; as path_clean(). */
int path_join_link(const char *path, const char *target, char *ret_path);

/* The text after the last slash. */
const char *path_name(const char *path);

/* The path for messages: "/" for "". */
const char *path_shown(const char *path);

#endif
