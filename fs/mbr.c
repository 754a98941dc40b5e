// SPDX-License-Identifier: GPL-2.0
/*
 * MS-DOS partition table, as the kernel reads it (block/partitions/msdos.c, 6.1).
 *
 * Sector 0: 0x1b8 u32 disk signature, 0x1be four entries, 0x1fe 55 aa. An entry is 16 bytes: 0 u8 0
 * or 80 hex, 4 u8 type, 8 u32 first sector, 12 u32 sectors, 0 if unused.
 *
 * An entry may be an extended partition. It contains a chain of sectors of the same form. Each
 * describes one logical partition, relative to itself, and the next link, relative to the extended
 * partition. Logical partitions are numbered from 5.
 */
#include "fs/ptable.h"

#include "fs/window.h"
#include "lib/text.h"

enum {
	SIGNATURE = 0x1b8,
	ENTRIES = 0x1be,
	ENTRY_SIZE = 16,
	MAGIC_AT = 0x1fe,
	MAGIC = 0xaa55,
	TYPE_GPT = 0xee,
	LOGICAL_FIRST = 5,
	LOGICAL_LAST = 255, /* DISK_MAX_PARTS */
	EMPTY_LINKS = 100,  /* links without a partition, after which the kernel stops */
};

struct entry {
	uint8_t active, type;
	uint64_t first, count; /* sectors */
};

static struct entry read_entry(struct bytes *sector, int i)
{
	uint32_t at = ENTRIES + ENTRY_SIZE * i;

	return (struct entry){
		.active = bytes_u8(sector, at),
		.type = bytes_u8(sector, at + 4),
		.first = bytes_le32(sector, at + 8),
		.count = bytes_le32(sector, at + 12),
	};
}

static bool is_extended(const struct entry *entry)
{
	return entry->count && (entry->type == 0x05 || entry->type == 0x0f || entry->type == 0x85);
}

static bool is_table(struct bytes *sector)
{
	if (bytes_le16(sector, MAGIC_AT) != MAGIC)
		return false;
	for (int i = 0; i < 4; i++) {
		struct entry entry = read_entry(sector, i);

		if ((entry.active & 0x7f) || entry.type == TYPE_GPT)
			return false;
	}
	return true;
}

/* The table, and the number of the next logical partition. */
struct mbr_table {
	struct disk *disk;
	uint32_t signature, next;
};

static int tell(struct mbr_table *t, uint32_t number, const struct entry *entry)
{
	struct partition partition = {
		.number = number,
		.start = entry->first * t->disk->sector,
		.size = entry->count * t->disk->sector,
	};

	text_format(partition.uuid, sizeof(partition.uuid), "%08x-%02x", t->signature, number);
	text_format(partition.type, sizeof(partition.type), "%02x", entry->type);
	return t->disk->each(t->disk->context, &partition);
}

/*
 * Like the kernel, accept the third and fourth entry, usually unused, only if the partition lies
 * within this link and within the extended partition.
 */
static bool is_logical(const struct entry *entry, int i, const struct entry *link,
		       const struct entry *extended)
{
	uint64_t first = link->first + entry->first;

	if (!entry->count || is_extended(entry))
		return false;
	return i < 2 || (entry->first + entry->count <= link->count && first >= extended->first &&
			 first + entry->count <= extended->first + extended->count);
}

static int tell_logicals(struct mbr_table *t, const struct entry entries[4],
			 const struct entry *link, const struct entry *extended)
{
	int result = 0;

	for (int i = 0; !result && i < 4 && t->next <= LOGICAL_LAST; i++) {
		struct entry logical = entries[i];

		if (!is_logical(&logical, i, link, extended))
			continue;
		logical.first += link->first;
		result = tell(t, t->next++, &logical);
	}
	return result;
}

static bool read_link(struct disk *disk, const struct entry *link, struct entry entries[4])
{
	struct bytes sector = medium_bytes(disk->device, link->first * disk->sector, 512);

	if (bytes_le16(&sector, MAGIC_AT) != MAGIC)
		return false;
	for (int i = 0; i < 4; i++)
		entries[i] = read_entry(&sector, i);
	return true;
}

/* Replaces *link by the next one; false at the end of the chain. */
static bool next_link(struct entry *link, const struct entry entries[4],
		      const struct entry *extended)
{
	for (int i = 0; i < 4; i++) {
		if (is_extended(&entries[i])) {
			*link = entries[i];
			link->first += extended->first;
			return true;
		}
	}
	return false;
}

static int each_logical(struct mbr_table *t, const struct entry *extended)
{
	struct entry link = *extended, entries[4];
	int empty = 0, result = 0;

	while (!result && empty < EMPTY_LINKS && t->next <= LOGICAL_LAST &&
	       read_link(t->disk, &link, entries)) {
		uint32_t before = t->next;

		result = tell_logicals(t, entries, &link, extended);
		empty = t->next == before ? empty + 1 : 0;
		if (!next_link(&link, entries, extended))
			break;
	}
	return result;
}

int mbr_each(struct disk *disk)
{
	struct bytes sector = medium_bytes(disk->device, 0, 512);
	struct mbr_table table = {disk, bytes_le32(&sector, SIGNATURE), LOGICAL_FIRST};
	struct entry entries[4];
	int result = 0;

	if (!is_table(&sector))
		return 1;
	for (int i = 0; i < 4; i++)
		entries[i] = read_entry(&sector, i);
	for (int i = 0; !result && i < 4; i++) {
		if (is_extended(&entries[i]))
			result = each_logical(&table, &entries[i]);
		else if (entries[i].count)
			result = tell(&table, i + 1, &entries[i]);
	}
	return result;
}
