/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Temporary files and directories, locked with flock(2) by the process that creates them. An
 * unlocked one was left by a process that was killed.
 */
#ifndef TOOLS_MKINITRD_BASE_HOLD_H
#define TOOLS_MKINITRD_BASE_HOLD_H

#include <stdbool.h>

/*
 * Locks a file or directory that was just created. -1: another process took it for a leftover and
 * removed it; create another. On a file system without locks nothing is locked, and hold_clear()
 * removes nothing.
 */
int hold(int fd);

/*
 * Calls `remove` for each unlocked path `prefix` + six characters: regular files, or private
 * directories of this user.
 */
typedef void hold_remove_fn(const char *path);
void hold_clear(const char *prefix, bool directories, hold_remove_fn *remove);

#endif
