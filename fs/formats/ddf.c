// SPDX-License-Identifier: GPL-2.0
/*
 * Member of a firmware RAID in Disk Data Format (SNIA DDF 2.0). The anchor is the last sector, or
 * 256 sectors before it, big-endian: 0x00 u32 magic, 0x08 u8[24] GUID, 0x20 version, "01." and
 * more. The array ends before the anchor: if a partition extends to it, the anchor is stale.
 */
#include "fs/probe.h"
#include "fs/ptable.h"
#include "fs/window.h"

static int probe_anchor(struct medium *d, uint64_t at, struct fs_id *ret_id)
{
	struct bytes anchor = medium_bytes(d, at, 512);

	if (bytes_be32(&anchor, 0) != 0xde11de11 || !bytes_are(&anchor, 0x20, "01.", 3) ||
	    ptable_covers(d, at))
		return 1;
	ret_id->type = "ddf_raid_member";
	return 0;
}

int probe_ddf(struct medium *d, struct fs_id *ret_id)
{
	uint64_t sectors = d->size / 512;

	if (probe_anchor(d, (sectors - 1) * 512, ret_id) == 0)
		return 0;
	return probe_anchor(d, (sectors - 257) * 512, ret_id);
}
