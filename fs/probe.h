/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lies on a block device, by its superblock. One file per format in this folder; probe.c has
 * the table of them, in the order in which they are asked.
 */
#ifndef FS_PROBE_H
#define FS_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/bytes.h"

enum {
	FS_UUID_SIZE = 37,   /* 8-4-4-4-12 lower case, or the format's shorter form */
	FS_LABEL_SIZE = 257, /* btrfs has the longest, 255 bytes; UTF-8 */
};

struct fs_id {
	const char *type; /* what mount(2) calls it; blkid's TYPE for what cannot be mounted */
	bool container;	  /* holds other devices (LUKS, LVM, RAID): never mounted itself */
	char uuid[FS_UUID_SIZE];   /* empty: none */
	char label[FS_LABEL_SIZE]; /* empty: none */
};

/* The device that is probed: probes get at its bytes through probe_bytes() only. */
struct probe {
	int fd;
	uint64_t size; /* bytes */
	unsigned char *window; /* what was read last */
	uint64_t window_at;
	uint32_t window_len;
	int error; /* the first read that failed, -errno */
};

/*
 * `len` bytes at `offset`; beyond the end of the device or after a read error they are none
 * (len 0), so that every read of them is `over`. Good until the next call.
 */
struct bytes probe_bytes(struct probe *p, uint64_t offset, uint32_t len);

/*
 * Asks the table. 0: `ret_id` says what it is; 1: nothing that is known; below 0: a read failed
 * before anything was recognised.
 */
int probe_device(int fd, uint64_t size, struct fs_id *ret_id);

#endif
