/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that appears whole or not at all: written beside its place as PATH.gangway.new, synced,
 * renamed, and the folder synced where the file system can. There is one such name for each path,
 * so that what a power cut has left is found again: those who write hold the lock of job_lock().
 */
#ifndef SYSMAP_ATOMIC_H
#define SYSMAP_ATOMIC_H

#include <stdint.h>

#include "lib/sys.h"

enum { ATOMIC_PATH = 320 };

struct atomic {
	int fd; /* of the new file; below 0 for a link, and when it is closed */
	char path[ATOMIC_PATH];
	char temporary[ATOMIC_PATH];
};

/* Opens the temporary file for writing, at `fd`. -EROFS, -ENOSPC, -ENOENT: no such folder; ... */
int atomic_open(struct atomic *file, const char *path, uint32_t mode);
/* A symbolic link in the same manner. -EPERM: the file system has none (FAT). */
int atomic_link(struct atomic *file, const char *path, const char *target);

/* Closes the file when it is on the disk; it is what it will be. On an error it is removed. */
int atomic_sync(struct atomic *file, struct sys_stat *ret_stat);
/* Puts it in its place, or on an error removes it. */
int atomic_place(struct atomic *file);
void atomic_abandon(struct atomic *file);

/* Removes what a writer of this file has left that was cut off. */
void atomic_sweep(const char *path);

#endif
