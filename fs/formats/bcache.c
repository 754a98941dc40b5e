// SPDX-License-Identifier: GPL-2.0
/*
 * bcache cache or backing device (include/uapi/linux/bcache.h, 5.15), at 4 KiB, little-endian: 0x08
 * u64 own sector, 8; 0x18 u8[16] magic; 0x28 u8[16] UUID; 0x48 u8[32] label
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

int probe_bcache(struct medium *d, struct fs_id *ret_id)
{
	static const unsigned char magic[] = {0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca,
					      0x82, 0x65, 0xf5, 0x7f, 0x48, 0xba, 0x6d, 0x81};
	struct bytes super = medium_bytes(d, 4096, 0x100);

	if (!bytes_are(&super, 0x18, magic, sizeof(magic)) || bytes_le64(&super, 0x08) != 8)
		return 1;
	ret_id->type = "bcache";
	uuid_text(ret_id->uuid, super.at + 0x28);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x48, 32);
	return 0;
}
