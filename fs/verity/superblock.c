// SPDX-License-Identifier: GPL-2.0
#include "fs/verity/superblock.h"

#include <string.h>

enum { VERSION = 1, HASH_TYPE_MAX = 1, BLOCK_MIN = 512, BLOCK_MAX = 512 << 10 };

/* VERITY_BLOCK_SIZE_OK() of cryptsetup; the kernel has more limits, which it applies itself. */
static bool is_block_size(uint32_t size)
{
	return size >= BLOCK_MIN && size <= BLOCK_MAX && !(size & (size - 1));
}

/* A name in the kernel's crypto API. A blank would begin the next argument of the target. */
static bool read_algorithm(const unsigned char *from, char *to)
{
	size_t len = 0;

	while (len < VERITY_ALGORITHM_SIZE && from[len])
		len++;
	memcpy(to, from, len);
	to[len] = '\0';
	return len && strspn(to, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789-_") == len;
}

const char *superblock_read(struct bytes *super, struct verity_superblock *ret_super)
{
	struct verity_superblock s = {.hash_type = bytes_le32(super, 0xc)};
	const unsigned char *uuid = bytes_at(super, VERITY_UUID_AT, 16),
			    *algorithm = bytes_at(super, 0x20, VERITY_ALGORITHM_SIZE),
			    *salt = bytes_at(super, 0x58, VERITY_SALT_SIZE);
	uint32_t version = bytes_le32(super, 8);

	s.data_block = bytes_le32(super, 0x40);
	s.hash_block = bytes_le32(super, 0x44);
	s.data_blocks = bytes_le64(super, 0x48);
	s.salt_len = bytes_le16(super, 0x50);
	if (!bytes_are(super, 0, VERITY_MAGIC, VERITY_MAGIC_SIZE) || !bytes_ok(super))
		return "no superblock of dm-verity";
	if (version != VERSION)
		return "another version of the superblock than 1";
	if (s.hash_type > HASH_TYPE_MAX)
		return "an unknown hash type";
	if (!read_algorithm(algorithm, s.algorithm))
		return "an invalid name of the hash algorithm";
	if (!is_block_size(s.data_block) || !is_block_size(s.hash_block))
		return "an invalid block size";
	if (!s.data_blocks)
		return "no data blocks";
	if (s.salt_len > VERITY_SALT_SIZE)
		return "a salt of more than 256 bytes";
	memcpy(s.salt, salt, s.salt_len);
	uuid_text(s.uuid, uuid);
	*ret_super = s;
	return NULL;
}

/* VERITY_hash_offset_block() of cryptsetup. */
uint64_t superblock_tree(const struct verity_superblock *super, uint64_t offset)
{
	return (offset + VERITY_SUPERBLOCK_SIZE + super->hash_block - 1) / super->hash_block;
}

const char *superblock_check(const struct verity_superblock *super, uint64_t data_size,
			     uint64_t hash_size, uint64_t offset, bool same)
{
	if (super->data_blocks > data_size / super->data_block)
		return "more data blocks than the data device has";
	if (same && super->data_blocks * super->data_block > offset)
		return "data blocks that overlap the hash tree";
	if (superblock_tree(super, offset) >= hash_size / super->hash_block)
		return "a hash tree beyond the end of the device";
	return NULL;
}
