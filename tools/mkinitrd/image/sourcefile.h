/* SPDX-License-Identifier: GPL-2.0 */
/* Host files whose content an image gets. Errors are reported. */
#ifndef TOOLS_MKINITRD_IMAGE_SOURCEFILE_H
#define TOOLS_MKINITRD_IMAGE_SOURCEFILE_H

#include <stdint.h>
#include <stddef.h>

/* Opens a regular file that is smaller than 4 GiB: a descriptor, or -1. */
int sourcefile_open(const char *path, uint64_t *ret_size);

/* Reads `size` bytes and passes them on in parts; stops if a call returns -1. */
typedef int sourcefile_part_fn(void *context, const void *data, size_t len);
int sourcefile_copy(int fd, const char *path, uint64_t size, sourcefile_part_fn *part,
		    void *context);

#endif
