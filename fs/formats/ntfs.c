// SPDX-License-Identifier: GPL-2.0
/*
 * NTFS (fs/ntfs3/ntfs.h, 6.1), little-endian. The boot sector, at the front:
 *
 *   0x03 "NTFS    "	       0x30 u64 cluster of the master file table
 *   0x0b u16 sector size      0x40 s8 clusters per record; negative: log2 of its bytes
 *   0x0d u8 sectors per cluster; above 128: 256 minus their log2
 *   0x48 u64 volume serial number, used as UUID
 *
 * The label is in record 3 of the table: 0x00 "FILE", 0x14 u16 the first attribute; each is
 * 0x00 u32 type, 60 hex for the label, 0x04 u32 length, and if 0x08 u8 is 0, 0x10 u32 length and
 * 0x14 u16 offset of its value, here UTF-16.
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"
#include "lib/text.h"

enum {
	VOLUME_RECORD = 3,
	LABEL = 0x60,
	ATTRIBUTE_MIN = 0x18,
	RECORD_MAX = 4096,
};

/* 0 unless it is a power of two from 1 to 2 MiB. */
static uint32_t cluster_size(struct bytes *boot)
{
	uint32_t sector = bytes_le16(boot, 0x0b), count = bytes_u8(boot, 0x0d);

	if (sector < 256 || sector > 4096 || (sector & (sector - 1)))
		return 0;
	if (count > 128)
		count = count >= 256 - 12 ? 1u << (256 - count) : 0;
	return count & (count - 1) ? 0 : sector * count;
}

/* 0 if it is larger than any that mkfs creates. */
static uint32_t record_size(struct bytes *boot, uint32_t cluster)
{
	uint8_t size = bytes_u8(boot, 0x40);
	uint64_t bytes = size < 128        ? (uint64_t)size * cluster
			 : size > 256 - 31 ? 1u << (256 - size)
					   : 0;

	return bytes <= RECORD_MAX ? bytes : 0;
}

static void set_label(struct fs_id *ret_id, struct bytes *record)
{
	uint64_t at = bytes_le16(record, 0x14);

	if (!bytes_are(record, 0, "FILE", 4))
		return;
	while (bytes_ok(record)) {
		uint32_t type = bytes_le32(record, at), len = bytes_le32(record, at + 4);
		uint32_t value_len = bytes_le32(record, at + 0x10);
		uint64_t value_at = at + bytes_le16(record, at + 0x14);

		if (type > LABEL || len < ATTRIBUTE_MIN)
			return;
		if (type == LABEL && !bytes_u8(record, at + 8)) {
			const unsigned char *value = bytes_at(record, value_at, value_len);

			if (value)
				utf16_text(ret_id->label, sizeof(ret_id->label), value, value_len,
					   false);
			return;
		}
		at += len;
	}
}

int probe_ntfs(struct medium *d, struct fs_id *ret_id)
{
	struct bytes boot = medium_bytes(d, 0, 512), record;
	uint64_t number = bytes_le64(&boot, 0x48), table = bytes_le64(&boot, 0x30);
	uint32_t cluster = cluster_size(&boot), size;

	if (!bytes_are(&boot, 0x03, "NTFS    ", 8) || !cluster)
		return 1;
	size = record_size(&boot, cluster);
	if (!size || table > d->size / cluster)
		return 1;
	ret_id->type = "ntfs";
	text_format(ret_id->uuid, sizeof(ret_id->uuid), "%08X%08X", (uint32_t)(number >> 32),
		    (uint32_t)number);
	record = medium_bytes(d, table * cluster + VOLUME_RECORD * size, size);
	set_label(ret_id, &record);
	return 0;
}
