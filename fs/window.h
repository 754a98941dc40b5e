/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device, read through two windows: one stays at its front, where most of what is asked for lies,
 * the other goes where it is needed. So what several formats look at is read once.
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

struct device {
	int fd;
	uint64_t size;   /* bytes */
	int error;       /* the first read that failed, -errno */
	uint32_t sector; /* of a physical disk, in bytes; 0: it is none, or that is not known */
	struct window *front, *other;
};

/* The windows are the one pair that there is: one device at a time. */
struct device device_of(int fd, uint64_t size);

/*
 * `len` bytes, at most WINDOW_SIZE, at `offset`. Beyond the end of the device, or where it cannot
 * be read, they are none (len 0), so that every read of them is `over`. Good until the next call.
 */
struct bytes device_bytes(struct device *d, uint64_t offset, uint32_t len);

#endif
