// SPDX-License-Identifier: GPL-2.0
/*
 * Btrfs (struct btrfs_super_block, include/uapi/linux/btrfs_tree.h, 6.1), at 64 KiB, little-endian:
 * 0x20 u8[16] UUID of the file system, 0x30 u64 own offset, 0x40 "_BHRfS_M", 0x88 u64 number of
 * devices, 0xc9 u64 number of this device, 0x12b u8[256] label
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

int probe_btrfs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 65536, 4096);

	if (!bytes_are(&super, 0x40, "_BHRfS_M", 8) || bytes_le64(&super, 0x30) != 65536)
		return 1;
	ret_id->type = "btrfs";
	if (bytes_le64(&super, 0x88) > 1) {
		ret_id->members = bytes_le64(&super, 0x88);
		ret_id->member = bytes_le64(&super, 0xc9);
	}
	uuid_text(ret_id->uuid, super.at + 0x20);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x12b, 256);
	return 0;
}
