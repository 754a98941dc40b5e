/* SPDX-License-Identifier: GPL-2.0 */
/* The size of a file system by its superblock: a file that is shorter was truncated. */
#ifndef HELPERS_LOOP_EXTENT_H
#define HELPERS_LOOP_EXTENT_H

#include <stdint.h>

#include "lib/bytes.h"

enum { EXTENT_FRONT = 2048 };

/*
 * In bytes; `front` is the first EXTENT_FRONT bytes of the file system. 0: unknown, since it is of another
 * type, or damaged.
 */
uint64_t extent_of(const char *type, const struct bytes *front);

#endif
