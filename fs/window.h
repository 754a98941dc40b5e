/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads a device through two windows. One stays at the front, where most superblocks are; the other
 * moves. Formats that read the same area share one read.
 */
#ifndef FS_WINDOW_H
#define FS_WINDOW_H

#include <stdint.h>

#include "lib/bytes.h"

enum { WINDOW_SIZE = 4096 };

struct window {
	uint64_t at;
	uint32_t len;
	unsigned char bytes[WINDOW_SIZE];
};

struct medium {
	int fd;
	uint64_t size;   /* bytes */
	int error;       /* first read error, -errno */
	uint32_t sector; /* of a physical disk, in bytes; 0: not a disk, or unknown */
	struct window *front, *other;
};

/* Both windows are static: one device at a time. */
struct medium medium_of(int fd, uint64_t size);

/*
 * Returns `len` bytes, at most WINDOW_SIZE, at `offset`; valid until the next call. Beyond the end
 * of the device or after a read error it returns len 0, so that every access sets `over`.
 */
struct bytes medium_bytes(struct medium *d, uint64_t offset, uint32_t len);

#endif
