/* SPDX-License-Identifier: GPL-2.0 */
/* Mounts the file systems of the boot, and checks what is mounted. */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

#include <stdbool.h>

/* Whether a file system other than that of / is mounted on `path`. */
bool mounts_has(const char *path);
/* The same: 1 or 0, or -errno if that cannot be determined. */
int mounts_find(const char *path);

#endif
