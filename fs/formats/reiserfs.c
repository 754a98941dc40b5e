// SPDX-License-Identifier: GPL-2.0
/*
 * ReiserFS (struct reiserfs_super_block, fs/reiserfs/reiserfs.h, 6.1), at 64 KiB, or at 8 KiB in
 * old versions, little-endian: 0x2c u16 block size, 0x34 magic; since 3.6 (ReIsEr2Fs, or ReIsEr3Fs
 * with a relocated journal) 0x54 u8[16] UUID, 0x64 u8[16] label
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

static int probe_at(struct medium *d, uint64_t at, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, at, 204);
	bool old = bytes_are(&super, 0x34, "ReIsErFs", 8);
	uint16_t block = bytes_le16(&super, 0x2c);

	if (!old && !bytes_are(&super, 0x34, "ReIsEr2Fs", 9) &&
	    !bytes_are(&super, 0x34, "ReIsEr3Fs", 9))
		return 1;
	if (block < 512 || (block & (block - 1)))
		return 1;
	ret_id->type = "reiserfs";
	if (old)
		return 0;
	uuid_text(ret_id->uuid, super.at + 0x54);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x64, 16);
	return 0;
}

int probe_reiserfs(struct medium *d, struct fs_id *ret_id)
{
	return probe_at(d, 65536, ret_id) && probe_at(d, 8192, ret_id);
}
