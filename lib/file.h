/* SPDX-License-Identifier: GPL-2.0 */
/* Whole files: read, write, map; list a directory. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"

/*
 * Reads a whole file into `buf` and appends a NUL. The size need not be known (/proc, /sys).
 * Returns the length; -EFBIG if the contents and the NUL exceed `size`.
 */
long file_read(const char *path, char *buf, size_t size);
/* The same for an open file. */
long file_read_all(int fd, char *buf, size_t size);
/* Like file_read(), without trailing white space: for values in /sys. */
long file_read_value(const char *path, char *buf, size_t size);
/* Writes a short value to an existing file with one write(2): for /proc and /sys. */
int file_write(const char *path, const char *text);

bool file_exists(const char *path); /* of whatever type; links are followed */

/* Maps a regular file; release it with file_unmap(). An empty file gives len 0. */
int file_map(const char *path, struct bytes *ret_map);
void file_unmap(struct bytes *map);

/*
 * Calls `each` for every entry of a directory except "." and ".."; `type` is a DT_ value. A nonzero
 * result ends the listing and is returned. The directory is read in blocks of 2 KiB on the stack.
 */
typedef int file_each_fn(void *context, const char *name, unsigned char type);
int file_each(int dirfd, const char *path, file_each_fn *each, void *context);

#endif
