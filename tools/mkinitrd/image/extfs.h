/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes a tree as an ext2 file system, without privileges. It has little free space, since most
 * kernels cannot free the memory of a RAM disk.
 */
#ifndef TOOLS_MKINITRD_IMAGE_EXTFS_H
#define TOOLS_MKINITRD_IMAGE_EXTFS_H

#include <stdint.h>
#include <time.h>

#include "tools/mkinitrd/tree/tree.h"

/*
 * Returns a descriptor of an unnamed file with the file system, or -1 (reported). All its times are
 * `now`. `label` has at most 16 bytes; "": none.
 */
int extfs_make(const struct tree *tree, const char *label, time_t now, uint32_t *ret_kib);

#endif
