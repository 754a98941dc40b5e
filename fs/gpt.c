// SPDX-License-Identifier: GPL-2.0
/*
 * The GUID partition table (UEFI 2.10, chapter 5).
 *
 * Sector 0 is an MBR with one partition of type ee that starts at sector 1; without it the kernel
 * ignores the GPT. The header is in sector 1, with a copy in the last sector:
 *
 *   0x00 "EFI PART"		     0x28 u64 first sector for partitions
 *   0x0c u32 its length	     0x30 u64 last sector for partitions
 *   0x10 u32 its crc32, itself 0    0x48 u64 sector of the entries
 *   0x18 u64 its own sector	     0x50 u32 count, 0x54 u32 size, 0x58 u32 crc32 of the entries
 *
 * An entry is 128 bytes: 0x00 type GUID, zero if unused, 0x10 GUID, 0x20 u64 first and 0x28
 * u64 last sector, 0x30 u64 attributes, 0x38 name, 36 UTF-16LE code units.
 */
#include "fs/ptable.h"

#include <string.h>

#include "fs/crc32.h"
#include "fs/window.h"

enum {
	HEADER_MIN = 0x5c,
	ENTRY_SIZE = 128,
	ENTRIES_MAX = 4096,   /* far more than any tool creates; limits the time */
	PARTITIONS_MAX = 255, /* DISK_MAX_PARTS without the disk itself, as in the kernel */
};

struct gpt {
	uint64_t entries_at; /* bytes */
	uint32_t count;
	uint64_t last_sector; /* of the disk */
};

static bool is_protective(struct bytes *mbr)
{
	if (bytes_le16(mbr, 510) != 0xaa55)
		return false;
	for (int i = 0; i < 4; i++)
		if (bytes_u8(mbr, 446 + 16 * i + 4) == 0xee &&
		    bytes_le32(mbr, 446 + 16 * i + 8) == 1)
			return true;
	return false;
}

static uint32_t header_crc(const struct bytes *header, uint32_t len)
{
	static const unsigned char zero[4];
	uint32_t crc = crc32_over(CRC32_ETHERNET, ~0u, header->at, 0x10);

	crc = crc32_over(CRC32_ETHERNET, crc, zero, sizeof(zero));
	return ~crc32_over(CRC32_ETHERNET, crc, header->at + 0x14, len - 0x14);
}

static bool entries_ok(struct disk *disk, const struct gpt *gpt, uint32_t want)
{
	uint64_t at = gpt->entries_at;
	uint32_t left = gpt->count * ENTRY_SIZE, crc = ~0u;

	while (left) {
		uint32_t len = left < WINDOW_SIZE ? left : WINDOW_SIZE;
		struct bytes part = medium_bytes(disk->device, at, len);

		if (!part.len)
			return false;
		crc = crc32_over(CRC32_ETHERNET, crc, part.at, len);
		at += len;
		left -= len;
	}
	return ~crc == want;
}

/* Reads and verifies the header in `sector` and its entries. */
static bool read_gpt(struct disk *disk, uint64_t sector, struct gpt *ret_gpt)
{
	struct gpt gpt = {.last_sector = disk->device->size / disk->sector - 1};
	struct bytes header = medium_bytes(disk->device, sector * disk->sector, disk->sector);
	uint32_t len = bytes_le32(&header, 0x0c);
	uint64_t first = bytes_le64(&header, 0x28), last = bytes_le64(&header, 0x30);
	uint64_t entries = bytes_le64(&header, 0x48);
	uint32_t entries_crc = bytes_le32(&header, 0x58);

	if (!bytes_ok(&header) || memcmp(header.at, "EFI PART", 8) != 0)
		return false;
	if (len < HEADER_MIN || len > disk->sector ||
	    header_crc(&header, len) != bytes_le32(&header, 0x10))
		return false;
	if (bytes_le64(&header, 0x18) != sector || first > last || last > gpt.last_sector)
		return false;
	gpt.count = bytes_le32(&header, 0x50);
	if (bytes_le32(&header, 0x54) != ENTRY_SIZE || !gpt.count || gpt.count > ENTRIES_MAX ||
	    entries > gpt.last_sector)
		return false;
	gpt.entries_at = entries * disk->sector;
	if (!entries_ok(disk, &gpt, entries_crc))
		return false;
	*ret_gpt = gpt;
	return true;
}

/* False if the entry is unused or exceeds the disk. */
static bool read_entry(struct disk *disk, const struct gpt *gpt, uint32_t i, struct partition *ret)
{
	struct bytes entry =
		medium_bytes(disk->device, gpt->entries_at + (uint64_t)i * ENTRY_SIZE, ENTRY_SIZE);
	uint64_t first = bytes_le64(&entry, 0x20), last = bytes_le64(&entry, 0x28);

	if (!bytes_ok(&entry) || first > last || last > gpt->last_sector)
		return false;
	guid_text(ret->type, entry.at);
	guid_text(ret->uuid, entry.at + 0x10);
	utf16_text(ret->label, sizeof(ret->label), entry.at + 0x38, 72, false); /* always fits */
	ret->number = i + 1;
	ret->start = first * disk->sector;
	ret->size = (last - first + 1) * disk->sector;
	ret->flags = bytes_le64(&entry, 0x30);
	return *ret->type;
}

int gpt_each(struct disk *disk)
{
	struct bytes mbr = medium_bytes(disk->device, 0, 512);
	struct gpt gpt;
	int result = 0;

	if (!is_protective(&mbr))
		return 1;
	if (!read_gpt(disk, 1, &gpt) &&
	    !read_gpt(disk, disk->device->size / disk->sector - 1, &gpt))
		return 1;
	for (uint32_t i = 0; !result && i < gpt.count && i < PARTITIONS_MAX; i++) {
		struct partition partition;

		if (read_entry(disk, &gpt, i, &partition))
			result = disk->each(disk->context, &partition);
	}
	return result;
}
