/* SPDX-License-Identifier: GPL-2.0 */
/* Writes a tree as a directory. */
#ifndef TOOLS_MKINITRD_HOST_CAPTURE_H
#define TOOLS_MKINITRD_HOST_CAPTURE_H

#include "tools/mkinitrd/tree/tree.h"

/* `to` is new or empty; on failure nothing is left. The content of all files is in memory. */
int capture_write(const struct tree *tree, const char *to);

#endif
