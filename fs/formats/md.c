// SPDX-License-Identifier: GPL-2.0
/*
 * Member of a Linux RAID (include/uapi/linux/raid/md_p.h, 6.1).
 *
 * Version 1, little-endian: 0x00 u32 magic, 0x04 u32 1, 0x10 u8[16] UUID, 0x20 u8[32] name, 0x90
 * u64 own sector: 8 to 12 KiB before the end (1.0), 0 (1.1), or 4 KiB (1.2).
 *
 * Version 0.90, in the byte order of its creator: 0x00 u32 magic, 0x04 u32 0, 0x08 u32 90, 0x14 u32
 * and 0x34 u32[3] UUID, 0x20 u32 KiB of data before it. It is in the last whole 64 KiB of the
 * device; if the last partition covers that area, it belongs to the partition.
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/ptable.h"
#include "fs/window.h"

#define MAGIC 0xa92b4efcu

enum { V0_PLACE = 65536, V1_PLACE = 4096, V1_LEN = 256, V0_LEN = 128, SECTOR = 512 };

static int probe_v1(struct medium *d, uint64_t at, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, at, V1_LEN);

	if (bytes_le32(&super, 0) != MAGIC || bytes_le32(&super, 4) != 1 ||
	    bytes_le64(&super, 0x90) != at / SECTOR)
		return 1;
	ret_id->type = "linux_raid_member";
	uuid_text(ret_id->uuid, super.at + 0x10);
	label_text(ret_id->label, sizeof(ret_id->label), super.at + 0x20, 32);
	return 0;
}

/* The UUID consists of four numbers. */
static void set_v0_uuid(struct fs_id *ret_id, struct bytes *super, bool big)
{
	static const unsigned words[] = {0x14, 0x34, 0x38, 0x3c};
	unsigned char raw[16];

	for (int i = 0; i < 16; i++)
		raw[i] = super->at[words[i / 4] + (big ? i % 4 : 3 - i % 4)];
	uuid_text(ret_id->uuid, raw);
}

static uint32_t word(struct bytes *super, uint32_t at, bool big)
{
	return big ? bytes_be32(super, at) : bytes_le32(super, at);
}

static int probe_v0(struct medium *d, uint64_t at, struct fs_id *ret_id)
{
	struct bytes super = medium_bytes(d, at, V0_LEN);
	bool big = bytes_be32(&super, 0) == MAGIC;

	if (word(&super, 0, big) != MAGIC || word(&super, 0x04, big) != 0 ||
	    word(&super, 0x08, big) != 90 || word(&super, 0x20, big) > at / 1024)
		return 1;
	set_v0_uuid(ret_id, &super, big);
	if (ptable_covers(d, at))
		return 1;
	ret_id->type = "linux_raid_member";
	return 0;
}

int probe_md(struct medium *d, struct fs_id *ret_id)
{
	uint64_t v0 = (d->size & ~(uint64_t)(V0_PLACE - 1)) - V0_PLACE;
	uint64_t v1 = ((d->size / SECTOR - 16) & ~(uint64_t)7) * SECTOR;

	if (probe_v1(d, 0, ret_id) == 0 || probe_v1(d, V1_PLACE, ret_id) == 0)
		return 0;
	if (d->size >= V0_PLACE && probe_v0(d, v0, ret_id) == 0)
		return 0;
	return d->size >= V0_PLACE ? probe_v1(d, v1, ret_id) : 1;
}
