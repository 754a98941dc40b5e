/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that appears whole or not at all: written beside its place as PATH.gangway.PID, synced,
 * renamed, and the folder synced where the file system can. Two that write the same file do not
 * meet: the later one wins.
 */
#ifndef SYSMAP_ATOMIC_H
#define SYSMAP_ATOMIC_H

#include <stdint.h>

enum { ATOMIC_PATH = 320 };

struct atomic {
	int fd;
	char path[ATOMIC_PATH];
	char temporary[ATOMIC_PATH];
};

/* Opens the temporary file for writing, at `fd`. -EROFS, -ENOSPC, -ENOENT: no such folder; ... */
int atomic_open(struct atomic *file, const char *path, uint32_t mode);
/* Ends with the file closed, and in its place or, on any error, removed. */
int atomic_commit(struct atomic *file);
void atomic_abandon(struct atomic *file);

/* A symbolic link in the same manner. -EPERM: the file system has none (FAT). */
int atomic_symlink(struct atomic *file, const char *target, const char *path);

/* Removes what writers of this file have left who are no more: after a power cut. */
void atomic_sweep(const char *path);

#endif
