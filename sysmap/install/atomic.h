/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Atomic file replacement: write PATH.gangway.new, sync, rename, sync the directory if possible.
 * The temporary name is fixed, so that leftovers of a power failure are found; writers hold the
 * lock of job_lock().
 */
#ifndef SYSMAP_INSTALL_ATOMIC_H
#define SYSMAP_INSTALL_ATOMIC_H

#include <stdint.h>

#include "lib/sys.h"

enum { ATOMIC_PATH = 320 };

struct atomic {
	int fd; /* of the new file; negative for a link and when closed */
	char path[ATOMIC_PATH];
	char temporary[ATOMIC_PATH];
};

/* Creates the temporary file, open for writing as `fd`. -EROFS, -ENOSPC; -ENOENT: no directory. */
int atomic_open(struct atomic *file, const char *path, uint32_t mode);
/* Creates a symbolic link instead. -EPERM: the file system does not support links (FAT). */
int atomic_link(struct atomic *file, const char *path, const char *target);

/* Syncs and closes the file; its contents are then final. Removes it on error. */
int atomic_sync(struct atomic *file, struct sys_stat *ret_stat);
/* Renames the file to its path; removes it on error. */
int atomic_install(struct atomic *file);
void atomic_abandon(struct atomic *file);

/* Removes the leftover of an interrupted writer of this path. */
void atomic_sweep(const char *path);

#endif
