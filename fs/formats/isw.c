// SPDX-License-Identifier: GPL-2.0
/*
 * Member of an Intel firmware RAID: the second last sector starts with a signature and a version
 * (super-intel.c of mdadm). The array ends before it: if a partition extends to it, it is stale.
 */
#include "fs/probe.h"
#include "fs/ptable.h"
#include "fs/window.h"

int probe_isw(struct medium *d, struct fs_id *ret_id)
{
	static const char signature[] = "Intel Raid ISM Cfg Sig. ";

	for (uint32_t sector = 512; sector <= 4096; sector *= 8) {
		uint64_t at = (d->size / sector - 2) * sector;
		struct bytes super = medium_bytes(d, at, sizeof(signature) - 1);

		if (bytes_are(&super, 0, signature, sizeof(signature) - 1) &&
		    !ptable_covers(d, at)) {
			ret_id->type = "isw_raid_member";
			return 0;
		}
	}
	return 1;
}
