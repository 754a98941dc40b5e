/* SPDX-License-Identifier: GPL-2.0 */
/* Whole files: read into a buffer, mapped, and folders walked. */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"

/*
 * Reads all of a file (one of /proc or /sys too, whose size is not known) into `buf` and ends it
 * with NUL. Returns its length; -EFBIG when it and its NUL do not fit `size`.
 */
long file_read(const char *path, char *buf, size_t size);
/* The same, without the white space at its end: a value of /sys. */
long file_read_value(const char *path, char *buf, size_t size);
/* Writes a short value in one write(2), into a file that is there: for /proc and /sys. */
int file_write(const char *path, const char *text);

/* Maps a regular file, to be given back with file_unmap(). An empty file gives len 0. */
int file_map(const char *path, struct bytes *ret_map);
void file_unmap(struct bytes *map);

/*
 * Calls `each` with every entry of a folder but "." and "..", `type` being a DT_ value, until one
 * call returns other than 0, which is returned. The folder is read in blocks of 2 KiB on the stack.
 */
typedef int file_each_fn(void *context, const char *name, unsigned char type);
int file_each(int dirfd, const char *path, file_each_fn *each, void *context);

#endif
