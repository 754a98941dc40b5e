/* SPDX-License-Identifier: GPL-2.0 */
/* Mounts the file systems of the boot, and checks what is mounted. */
#ifndef INIT_BOOT_MOUNTS_H
#define INIT_BOOT_MOUNTS_H

#include <stdbool.h>

/* /dev, /proc, /sys and /run; they move along into the new root. */
enum { MOUNTS_DEV, MOUNTS_COUNT = 4 };
const char *mounts_path(unsigned i);

/* Whether a file system other than that of / is mounted on `path`. */
bool mounts_has(const char *path);
/* The same: 1 or 0, or -errno if that cannot be determined. */
int mounts_find(const char *path);

#endif
