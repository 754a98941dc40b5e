// SPDX-License-Identifier: GPL-2.0
/*
 * The hash tree of dm-verity, for the data on another device: a superblock at the front. Its layout is in
 * fs/verity/superblock.h. Versions other than 1 do not exist; blkid ignores them too.
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/verity/superblock.h"
#include "fs/window.h"

int probe_verity(struct medium *d, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, 0, VERITY_SUPERBLOCK_SIZE);

	if (!bytes_are(&super, 0, VERITY_MAGIC "\1\0\0", VERITY_MAGIC_SIZE + 4))
		return 1;
	ret_id->type = "DM_verity_hash";
	uuid_text(ret_id->uuid, super.at + VERITY_UUID_AT);
	return 0;
}
