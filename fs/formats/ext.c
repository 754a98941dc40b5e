// SPDX-License-Identifier: GPL-2.0
/*
 * ext2, ext3 and ext4: the same superblock, distinguished by its features, as in blkid.
 *
 * 1024 bytes at 1024, little-endian (struct ext4_super_block, fs/ext4/ext4.h, 6.1):
 *
 *   0x018 u32	    block size: 1024 << this
 *   0x038 u16	    magic
 *   0x05c u32	    features that any driver may ignore (compat)
 *   0x060 u32	    features needed to read it (incompat)
 *   0x064 u32	    features needed to write it (ro_compat)
 *   0x068 u8[16]   UUID
 *   0x078 u8[16]   label
 *
 * The checksum (METADATA_CSUM) is left to the kernel: mount(2) reports a bad one, whereas here the
 * device would seem to have no file system.
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

enum {
	SUPER_AT = 1024,
	SUPER_LEN = 1024,
	BLOCK_SIZE = 0x18,
	BLOCK_SIZE_MAX = 6, /* 64 KiB */
	MAGIC_AT = 0x38,
	MAGIC = 0xef53,
	COMPAT = 0x5c,
	INCOMPAT = 0x60,
	RO_COMPAT = 0x64,
	UUID = 0x68,
	LABEL = 0x78,
	LABEL_LEN = 16,
};

enum {
	HAS_JOURNAL = 0x4,

	IN_FILETYPE = 0x2,
	IN_RECOVER = 0x4,
	IN_JOURNAL_DEV = 0x8,
	IN_META_BG = 0x10,
	IN_EXT3 = IN_FILETYPE | IN_RECOVER | IN_META_BG,

	RO_SPARSE_SUPER = 0x1,
	RO_LARGE_FILE = 0x2,
	RO_BTREE_DIR = 0x4,
	RO_EXT3 = RO_SPARSE_SUPER | RO_LARGE_FILE | RO_BTREE_DIR,
};

/* NULL: needs journal recovery but has no journal, so none of the three. */
static const char *type_by_features(struct bytes *super)
{
	uint32_t incompat = bytes_le32(super, INCOMPAT);

	if (incompat & IN_JOURNAL_DEV)
		return "jbd"; /* external journal */
	if (incompat & ~IN_EXT3 || bytes_le32(super, RO_COMPAT) & ~RO_EXT3)
		return "ext4";
	if (bytes_le32(super, COMPAT) & HAS_JOURNAL)
		return "ext3";
	return incompat & IN_RECOVER ? NULL : "ext2";
}

int probe_ext(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, SUPER_AT, SUPER_LEN);

	if (bytes_le16(&super, MAGIC_AT) != MAGIC ||
	    bytes_le32(&super, BLOCK_SIZE) > BLOCK_SIZE_MAX)
		return 1;
	ret_id->type = type_by_features(&super);
	if (!ret_id->type)
		return 1;
	uuid_text(ret_id->uuid, super.at + UUID);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + LABEL, LABEL_LEN);
	return 0;
}
