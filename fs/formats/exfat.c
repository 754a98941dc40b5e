// SPDX-License-Identifier: GPL-2.0
/*
 * exFAT (Microsoft's exFAT specification, 1.00), little-endian. The boot sector, at the front:
 *
 *   0x03 "EXFAT   "              0x60 u32 cluster of the root
 *   0x50 u32 sector of the table  0x64 u32 volume serial number, used as UUID
 *   0x58 u32 sector of the data   0x6c u8 log2 of the sector size
 *   0x5c u32 number of clusters   0x6d u8 log2 of the sectors per cluster
 *
 * The label is an entry of the root directory: 0x00 u8 83, 0x01 u8 length <= 11, 0x02 u16[11].
 */
#include "fs/formats/fatdir.h"
#include "fs/names.h"
#include "fs/probe.h"
#include "lib/text.h"

enum {
	SECTOR_LOG_MIN = 9,
	SECTOR_LOG_MAX = 12,
	CLUSTER_LOG_MAX = 25,
	LABEL = 0x83,
	LABEL_MAX = 11
};

static bool read_layout(struct bytes *boot, struct fatdir *ret_dir)
{
	uint8_t sector = bytes_u8(boot, 0x6c), cluster = bytes_u8(boot, 0x6d);

	if (!bytes_are(boot, 0x03, "EXFAT   ", 8) || sector < SECTOR_LOG_MIN ||
	    sector > SECTOR_LOG_MAX || cluster > CLUSTER_LOG_MAX - sector)
		return false;
	ret_dir->cluster_size = 1u << (sector + cluster);
	ret_dir->clusters = bytes_le32(boot, 0x5c);
	ret_dir->mask = ~0u;
	ret_dir->fat_at = (uint64_t)bytes_le32(boot, 0x50) << sector;
	ret_dir->data_at = (uint64_t)bytes_le32(boot, 0x58) << sector;
	return true;
}

static void set_label(struct fs_id *ret_id, struct fatdir *dir)
{
	for (int i = 0; i < FATDIR_MAX; i++) {
		struct bytes entry = fatdir_next(dir);
		uint8_t type = bytes_u8(&entry, 0), len = bytes_u8(&entry, 1);

		if (!type)
			return;
		if (type != LABEL)
			continue;
		if (len <= LABEL_MAX)
			utf16_text(ret_id->label, sizeof(ret_id->label), entry.at + 2, len * 2,
				   false);
		return;
	}
}

int probe_exfat(struct medium *d, struct fs_id *ret_id)
{
	struct bytes boot = medium_bytes(d, 0, 512);
	uint32_t root = bytes_le32(&boot, 0x60), number = bytes_le32(&boot, 0x64);
	struct fatdir dir = {.device = d};

	if (!read_layout(&boot, &dir))
		return 1;
	ret_id->type = "exfat";
	text_format(ret_id->uuid, sizeof(ret_id->uuid), "%04X-%04X", number >> 16, number & 0xffff);
	if (fatdir_enter(&dir, root))
		set_label(ret_id, &dir);
	return 0;
}
