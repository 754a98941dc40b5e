// SPDX-License-Identifier: GPL-2.0
/*
 * FAT12, FAT16 and FAT32 (Microsoft's FAT32 File System Specification, 1.03). The boot sector is at
 * the front, little-endian:
 *
 *   0x0b u16 sector size              0x15 u8 medium
 *   0x0d u8 sectors per cluster       0x16 u16 sectors per table, or 0:
 *   0x0e u16 sectors before the       0x24 u32 sectors per table (FAT32)
 *        first table                  0x20 u32 sectors, if 0x13 is 0
 *   0x10 u8 number of tables          0x2c u32 cluster of the root (FAT32)
 *   0x11 u16 entries of the root      0x13 u16 sectors, or 0: 0x20
 *
 *   0x26 (FAT32: 0x42) u8 29 or 28: 0x27 (0x43) u32 volume serial number, used as UUID
 *   0x1fe 55 aa
 *
 * The label is an entry of the root directory: 0x00 u8[11] name, 0x0b u8 attributes. The copy in
 * the boot sector is not kept up to date.
 */
#include <string.h>

#include "fs/formats/fatdir.h"
#include "fs/names.h"
#include "fs/probe.h"
#include "lib/text.h"

enum {
	FAT12_CLUSTERS = 0xff4,
	FAT16_CLUSTERS = 0xfff4,
	FAT32_CLUSTERS = 0xffffff6,
	FAT32_MASK = 0xfffffff,

	ATTR_VOLUME = 0x08,
	ATTR_DIR = 0x10,
	ATTR_LONG_NAME = 0x0f,
	NAME_LEN = 11,
	DELETED = 0xe5,
};

struct fat {
	bool fat32;
	uint32_t root; /* FAT32: cluster of the root; else: its size in bytes */
	struct fatdir dir;
};

static bool is_power(uint32_t n)
{
	return n && !(n & (n - 1));
}

static bool is_boot_sector(struct bytes *boot)
{
	uint16_t sector = bytes_le16(boot, 0x0b);
	uint8_t medium = bytes_u8(boot, 0x15);

	return bytes_le16(boot, 0x1fe) == 0xaa55 && sector >= 512 && sector <= 4096 &&
	       is_power(sector) && is_power(bytes_u8(boot, 0x0d)) && bytes_le16(boot, 0x0e) &&
	       bytes_u8(boot, 0x10) && (medium >= 0xf8 || medium == 0xf0);
}

static bool read_layout(struct bytes *boot, struct fat *ret_fat)
{
	uint64_t sector = bytes_le16(boot, 0x0b), per_cluster = bytes_u8(boot, 0x0d);
	uint64_t fat_len = bytes_le16(boot, 0x16), count = bytes_le16(boot, 0x13);
	uint64_t reserved = bytes_le16(boot, 0x0e), entries = bytes_le16(boot, 0x11);
	uint64_t root_len = (entries * FATDIR_ENTRY + sector - 1) / sector, before;
	bool fat32 = !fat_len;

	if (fat32)
		fat_len = bytes_le32(boot, 0x24);
	if (!count)
		count = bytes_le32(boot, 0x20);
	before = reserved + fat_len * bytes_u8(boot, 0x10) + root_len;
	if (!fat_len || before > count)
		return false;
	*ret_fat = (struct fat){
		.fat32 = fat32,
		.root = fat32 ? bytes_le32(boot, 0x2c) : entries * FATDIR_ENTRY,
		.dir =
			{
				.cluster_size = per_cluster * sector,
				.clusters = (count - before) / per_cluster,
				.mask = FAT32_MASK,
				.fat_at = reserved * sector,
				.data_at = before * sector,
			},
	};
	return ret_fat->dir.clusters <= (fat32 ? FAT32_CLUSTERS : FAT16_CLUSTERS);
}

static void set_uuid(struct fs_id *ret_id, struct bytes *boot, uint32_t signature_at)
{
	uint8_t signature = bytes_u8(boot, signature_at);
	uint32_t number = bytes_le32(boot, signature_at + 1);

	if ((signature == 0x29 || signature == 0x28) && number)
		text_format(ret_id->uuid, sizeof(ret_id->uuid), "%04X-%04X", number >> 16,
			    number & 0xffff);
}

static bool is_label(struct bytes *entry)
{
	uint8_t attributes = bytes_u8(entry, 0x0b);

	return attributes != ATTR_LONG_NAME && bytes_u8(entry, 0) != DELETED &&
	       (attributes & (ATTR_VOLUME | ATTR_DIR)) == ATTR_VOLUME;
}

static void set_label(struct fs_id *ret_id, struct fatdir *dir)
{
	for (int i = 0; i < FATDIR_MAX; i++) {
		struct bytes entry = fatdir_next(dir);

		if (!bytes_u8(&entry, 0))
			return;
		if (is_label(&entry)) {
			label_text(ret_id->label, sizeof(ret_id->label), entry.at, NAME_LEN);
			return;
		}
	}
}

int probe_vfat(struct medium *d, struct fs_id *ret_id)
{
	struct bytes boot = medium_bytes(d, 0, 512);
	struct fat fat;
	bool found = true;

	if (!is_boot_sector(&boot) || !read_layout(&boot, &fat))
		return 1;
	ret_id->type = "vfat";
	set_uuid(ret_id, &boot, fat.fat32 ? 0x42 : 0x26);
	fat.dir.device = d;
	if (fat.fat32) {
		found = fatdir_enter(&fat.dir, fat.root);
	} else {
		fat.dir.at = fat.dir.data_at - fat.root;
		fat.dir.left = fat.root;
	}
	if (found)
		set_label(ret_id, &fat.dir);
	return 0;
}
