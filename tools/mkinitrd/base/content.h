/* SPDX-License-Identifier: GPL-2.0 */
/* The content of a file. */
#ifndef TOOLS_MKINITRD_BASE_CONTENT_H
#define TOOLS_MKINITRD_BASE_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

struct content {
	char *data; /* ends with a NUL that `len` does not count */
	size_t len;
};

/* Reads a regular file. Errors are reported and begin with the file's name. */
int content_read(const char *path, struct content *ret_content);
/* The same for a file whose name ends in .gz, .xz or .zst, decompressed. */
int content_unpack(const char *path, struct content *ret_content);
bool content_is_packed(const char *path);
/* Removes such a suffix from a name. */
void content_cut_suffix(char *path);
void content_free(struct content *content);

#endif
