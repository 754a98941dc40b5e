// SPDX-License-Identifier: GPL-2.0
/*
 * NILFS2 (struct nilfs_super_block, include/uapi/linux/nilfs2_ondisk.h, 6.1), at 1 KiB and in the
 * second last whole 4 KiB, little-endian:
 *
 *   0x00 u32 version   0x08 u16 length covered by the checksum:    0x98 u8[16] UUID
 *   0x06 u16 magic	0x0c u32 initial value of the crc32, 0x10 u32 crc32, 0 for itself
 *   0xa8 u8[80] label
 */
#include "fs/crc32.h"
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

enum { SUPER_LEN = 1024, LEN_MIN = 0xa8 + 80, VERSION = 2 };

static uint32_t checksum(struct bytes *super, uint32_t len)
{
	static const unsigned char zero[4];
	uint32_t crc = crc32_over(CRC32_ETHERNET, bytes_le32(super, 0x0c), super->at, 0x10);

	crc = crc32_over(CRC32_ETHERNET, crc, zero, sizeof(zero));
	return crc32_over(CRC32_ETHERNET, crc, super->at + 0x14, len - 0x14);
}

static int probe_at(struct medium *d, uint64_t at, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, at, SUPER_LEN);
	uint16_t len = bytes_le16(&super, 0x08);

	if (bytes_le16(&super, 0x06) != 0x3434 || bytes_le32(&super, 0x00) != VERSION ||
	    len < LEN_MIN || len > SUPER_LEN)
		return 1;
	if (checksum(&super, len) != bytes_le32(&super, 0x10))
		return 1;
	ret_id->type = "nilfs2";
	uuid_text(ret_id->uuid, super.at + 0x98);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0xa8, 80);
	return 0;
}

int probe_nilfs2(struct medium *d, struct fs_id *ret_id)
{
	return probe_at(d, 1024, ret_id) && probe_at(d, (d->size / 4096 - 1) * 4096, ret_id);
}
