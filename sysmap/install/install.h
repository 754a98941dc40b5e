/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Installs System.map at the paths that tools read: /boot/System.map-R and
 * /lib/modules/R/System.map; with `all` also links at /boot/System.map, /System.map and
 * /usr/src/linux/System.map. Without `all`, our own links to another kernel's map are removed.
 *
 * Each path is classified first. A right map is kept. A stub, an empty file and files that are ours
 * according to the manifest are replaced. Other files are foreign: they are reported and left
 * unchanged. Paths without a directory are skipped. The results are stored in the manifest
 * (sysmap/install/manifest.h), so that the next boot only compares it; a kernel without modules has
 * no directory for it, so its paths are classified at each boot.
 *
 * The source is the map in the image, if it is verified to match the kernel, else the running
 * kernel; the second path gets a copy of the first.
 *
 * The manifest announces each file before it is installed, so that after a power failure the file
 * is still known as ours.
 *
 * A lock (sysmap/install/job.h) permits one installation at a time in a system. It is not held
 * while waiting; after that, changed files are classified again.
 */
#ifndef SYSMAP_INSTALL_INSTALL_H
#define SYSMAP_INSTALL_INSTALL_H

#include <stdbool.h>

#include "sysmap/install/policy.h"

/* Whether, according to the manifest, nothing has to be done: one stat or readlink per path. */
bool install_is_done(const struct install_policy *policy, struct install_workspace *workspace);

/*
 * Installs the map and logs events. 0: every path has the right map; 1: a foreign wrong map was
 * left; -EROFS: a path did not become writable in time; else the first error.
 */
int install_run(const struct install_policy *policy, struct install_workspace *workspace);

/*
 * Removes the files that are ours according to the manifest, the manifest, and leftovers of a power
 * failure. -ENOENT: no manifest. Files that have changed are logged and left.
 */
int install_remove(const struct install_policy *policy, struct install_workspace *workspace);

#endif
