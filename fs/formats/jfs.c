// SPDX-License-Identifier: GPL-2.0
/*
 * JFS (struct jfs_superblock, fs/jfs/jfs_superblock.h, 6.1), at 32 KiB, little-endian:
 *
 *   0x00 "JFS1"	    0x14 u16 its log2			0x88 u8[16] UUID
 *   0x10 u32 block size    0x16 u16 log2 of their ratio	0x98 u8[16] label
 *   0x18 u32 sector size   0x1c u16 its log2
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

int probe_jfs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 32768, 184);
	uint16_t block_log = bytes_le16(&super, 0x14), sector_log = bytes_le16(&super, 0x1c);

	if (!bytes_are(&super, 0, "JFS1", 4) || block_log > 31 || sector_log > block_log)
		return 1;
	if (bytes_le32(&super, 0x10) != 1u << block_log ||
	    bytes_le32(&super, 0x18) != 1u << sector_log ||
	    bytes_le16(&super, 0x16) != block_log - sector_log)
		return 1;
	ret_id->type = "jfs";
	uuid_text(ret_id->uuid, super.at + 0x88);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x98, 16);
	return 0;
}
