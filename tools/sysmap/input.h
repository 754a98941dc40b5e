/* SPDX-License-Identifier: GPL-2.0 */
/* A file that a command reads as a whole. */
#ifndef SYSMAP_TOOL_INPUT_H
#define SYSMAP_TOOL_INPUT_H

#include "lib/bytes.h"

/*
 * Maps a regular file, to be released with file_unmap(): 0, or -1 after a report. An empty file is
 * an error. Files of /proc and /sys have the size 0 or cannot be mapped, and are read to
 * their end.
 */
int input_map(const char *path, struct bytes *ret_file);

#endif
