/* SPDX-License-Identifier: GPL-2.0 */
/* Decompresses all formats that kernels use, with libarchive. */
#ifndef TOOLS_KERNEL_UNPACK_H
#define TOOLS_KERNEL_UNPACK_H

#include "lib/bytes.h"
#include "sysmap/image.h"

/*
 * *ret_memory is new memory, to be freed. Fails if the result exceeds `max` bytes or the data is
 * truncated; `path` is for the message.
 */
int unpack(const char *path, struct bytes packed, enum image_packing packing, size_t max,
	   void **ret_memory, size_t *ret_len);

#endif
