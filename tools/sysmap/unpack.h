/* SPDX-License-Identifier: GPL-2.0 */
/* Every packing that a kernel may have, through libarchive. */
#ifndef SYSMAP_TOOL_UNPACK_H
#define SYSMAP_TOOL_UNPACK_H

#include "lib/bytes.h"
#include "sysmap/image.h"

/*
 * New memory at *ret_memory, to be freed. Refuses what grows beyond `max` bytes, or is cut short;
 * `path` is for the message.
 */
int unpack(const char *path, struct bytes packed, enum image_packing packing, size_t max,
	   void **ret_memory, size_t *ret_len);

#endif
