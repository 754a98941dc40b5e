/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The superblock of dm-verity, which veritysetup format writes before the hash tree (struct verity_sb,
 * lib/verity/verity.c, cryptsetup 2.6.1). Little-endian:
 *
 *   0x00 "verity" 0 0	     0x40 u32 bytes of a data block
 *   0x08 u32 version, 1     0x44 u32 bytes of a hash block
 *   0x0c u32 hash type	     0x48 u64 number of data blocks
 *   0x10 u8[16] UUID	     0x50 u16 bytes of the salt
 *   0x20 u8[32] algorithm   0x58 u8[256] salt
 *
 * The tree follows in the next hash block. The root hash does not cover the superblock. Whoever changes it gets
 * another tree, which does not belong to the root hash, or fewer data blocks: a shorter device.
 */
#ifndef FS_VERITY_SUPERBLOCK_H
#define FS_VERITY_SUPERBLOCK_H

#include <stdint.h>

#include "fs/names.h"
#include "lib/bytes.h"

#define VERITY_MAGIC "verity\0\0"

enum {
	VERITY_SUPERBLOCK_SIZE = 512,
	VERITY_MAGIC_SIZE = 8,
	VERITY_UUID_AT = 0x10,
	VERITY_ALGORITHM_SIZE = 32,
	VERITY_SALT_SIZE = 256,
};

struct verity_superblock {
	uint32_t hash_type; /* 0: of Chrome OS, 1: usual */
	char uuid[UUID_SIZE];
	char algorithm[VERITY_ALGORITHM_SIZE + 1];
	uint32_t data_block, hash_block; /* bytes */
	uint64_t data_blocks;
	uint32_t salt_len;
	unsigned char salt[VERITY_SALT_SIZE];
};

/*
 * Reads the superblock in `super` and checks each field by itself. Returns NULL, or what is wrong, as
 * text; then *ret_super is not set.
 */
const char *superblock_read(struct bytes *super, struct verity_superblock *ret_super);

/*
 * Checks it against the devices. `data_size` and `hash_size` are bytes; the superblock is at `offset` of the
 * hash device; `same`: the data are on that device too. NULL, or what is wrong.
 */
const char *superblock_check(const struct verity_superblock *super, uint64_t data_size,
			     uint64_t hash_size, uint64_t offset, bool same);

/* The hash block at which the tree begins. */
uint64_t superblock_tree(const struct verity_superblock *super, uint64_t offset);

#endif
