/* SPDX-License-Identifier: GPL-2.0 */
/* Files of a system below a directory. */
#ifndef LIB_INSIDE_H
#define LIB_INSIDE_H

/*
 * Opens a file of the system below the directory `root`; symbolic links are resolved in it. Needs the right to
 * chroot; for a process without threads.
 */
int inside_open(const char *root, const char *path, int flags);

#endif
