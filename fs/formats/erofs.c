// SPDX-License-Identifier: GPL-2.0
/*
 * EROFS (struct erofs_super_block, fs/erofs/erofs_fs.h, 6.1), at 1 KiB, little-endian:
 * 0x00 u32 magic, 0x30 u8[16] UUID, 0x40 u8[16] label
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

int probe_erofs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 1024, 128);

	if (bytes_le32(&super, 0) != 0xe0f5e1e2)
		return 1;
	ret_id->type = "erofs";
	uuid_text(ret_id->uuid, super.at + 0x30);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x40, 16);
	return 0;
}
