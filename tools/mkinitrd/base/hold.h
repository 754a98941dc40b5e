/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Temporary files and directories, held with flock(2) by the process that makes them. What nobody
 * holds was left behind by a process that was killed.
 */
#ifndef MKINITRD_HOLD_H
#define MKINITRD_HOLD_H

#include <stdbool.h>

/*
 * Takes hold of what was just made. -1: it is gone, since it was taken for a leftover before; make
 * another. A file system without locks holds nothing, and hold_clear() leaves its files alone.
 */
int hold(int fd);

/*
 * Calls `remove` for each path `prefix` + six characters that nobody holds: regular files, or this
 * user's own private directories.
 */
typedef void hold_remove_fn(const char *path);
void hold_clear(const char *prefix, bool directories, hold_remove_fn *remove);

#endif
