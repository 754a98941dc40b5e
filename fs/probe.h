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
	bool container;   /* holds other devices (LUKS, LVM, RAID): never mounted itself */
	char uuid[FS_UUID_SIZE];   /* empty: none */
	char label[FS_LABEL_SIZE]; /* empty: none; control characters and all, as it is there */
};

/*
 * Asks the table about the device that is open at `fd`, `size` bytes long. 0: *ret_id says what it
 * is; 1: nothing that is known; below 0: a read failed, and nothing else was recognised.
 */
int probe_device(int fd, uint64_t size, struct fs_id *ret_id);

/* ---- for the formats ---------------------------------------------------------------------- */

enum { PROBE_WINDOW = 4096 };

/* The device that is probed: formats get at its bytes through probe_bytes() only. */
struct probe {
	int fd;
	uint64_t size;         /* bytes */
	unsigned char *window; /* PROBE_WINDOW bytes; what was read last */
	uint64_t window_at;
	uint32_t window_len;
	int error; /* the first read that failed, -errno */
};

/*
 * `len` bytes, at most PROBE_WINDOW, at `offset`. Beyond the end of the device, or where it cannot
 * be read, they are none (len 0), so that every read of them is `over`. Good until the next call.
 */
struct bytes probe_bytes(struct probe *p, uint64_t offset, uint32_t len);

/* A format: 0, and all of *ret_id but `container` set, if the device is its own; 1 if it is not. */
typedef int probe_fn(struct probe *p, struct fs_id *ret_id);
probe_fn probe_ext;

/* 16 bytes as 8-4-4-4-12; all zero is no UUID. */
void fs_id_set_uuid(struct fs_id *id, const unsigned char *raw);
/* A field of `len` bytes, below FS_LABEL_SIZE, up to its first NUL, less the white space there. */
void fs_id_set_label(struct fs_id *id, const unsigned char *raw, uint32_t len);

#endif
