// SPDX-License-Identifier: GPL-2.0
/*
 * F2FS (struct f2fs_super_block, include/linux/f2fs_fs.h, 6.1), at 1 KiB, little-endian:
 * 0x00 u32 magic, 0x04 u16 version, 0x6c u8[16] UUID, 0x7c u16[512] label, UTF-16
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

int probe_f2fs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 1024, 0x7c + 1024);

	if (bytes_le32(&super, 0) != 0xf2f52010 || bytes_le16(&super, 4) != 1)
		return 1;
	ret_id->type = "f2fs";
	uuid_text(ret_id->uuid, super.at + 0x6c);
	/* A label that does not fit is dropped: LABEL= cannot name it either. */
	(void)utf16_text(ret_id->label, sizeof(ret_id->label), super.at + 0x7c, 1024, false);
	return 0;
}
