// SPDX-License-Identifier: GPL-2.0
/*
 * XFS (struct xfs_dsb, fs/xfs/libxfs/xfs_format.h, 6.1), at the front, big-endian:
 *
 *   0x00 "XFSB"              0x54 u32 blocks per group              0x66 u16 sector size
 *   0x04 u32 block size      0x58 u32 groups, the last shorter    0x6c u8[12] label
 *   0x08 u64 blocks          0x64 u16 version, of which 4 bits    0x78 u8 log2 of the block size
 *   0x20 u8[16] UUID                                              0x79 u8 log2 of the sector size
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

static bool is_log2(uint32_t size, uint8_t log, uint8_t min, uint8_t max)
{
	return log >= min && log <= max && size == 1u << log;
}

static bool is_size(uint64_t blocks, uint64_t group, uint64_t groups)
{
	return groups && blocks <= group * groups && blocks > group * (groups - 1);
}

int probe_xfs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 0, 0x100);
	uint16_t version = bytes_be16(&super, 0x64) & 15;

	if (!bytes_are(&super, 0, "XFSB", 4) || version < 1 || version > 5)
		return 1;
	if (!is_log2(bytes_be32(&super, 0x04), bytes_u8(&super, 0x78), 9, 16) ||
	    !is_log2(bytes_be16(&super, 0x66), bytes_u8(&super, 0x79), 9, 15))
		return 1;
	if (!is_size(bytes_be64(&super, 0x08), bytes_be32(&super, 0x54), bytes_be32(&super, 0x58)))
		return 1;
	ret_id->type = "xfs";
	uuid_text(ret_id->uuid, super.at + 0x20);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x6c, 12);
	return 0;
}
