/* SPDX-License-Identifier: GPL-2.0 */
/* Input files that are mapped as a whole. */
#ifndef TOOLS_KERNEL_INPUT_H
#define TOOLS_KERNEL_INPUT_H

#include "lib/bytes.h"

/*
 * Maps a regular file, to be released with file_unmap(): 0, or -1, with a fault_text(). An empty file is an
 * error. Files of /proc and /sys, whose size is 0 or which cannot be mapped, are read to their
 * end.
 */
int input_map(const char *path, struct bytes *ret_file);

#endif
