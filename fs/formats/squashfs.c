// SPDX-License-Identifier: GPL-2.0
/*
 * SquashFS 4 (fs/squashfs/squashfs_fs.h, 6.1), at the front, little-endian: 0x00 "hsqs", 0x1c u16
 * version. No UUID, no label.
 */
#include "fs/probe.h"
#include "fs/window.h"

int probe_squashfs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 0, 96);

	if (!bytes_are(&super, 0, "hsqs", 4) || bytes_le16(&super, 0x1c) != 4)
		return 1;
	ret_id->type = "squashfs";
	return 0;
}
