// SPDX-License-Identifier: GPL-2.0
#include "helpers/trial/gptpair.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "fs/crc32.h"
#include "fs/names.h"
#include "fs/slot.h"
#include "lib/bytes.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

enum {
	SECTOR_MAX = 4096,
	HEADER_MIN = 0x5c,
	ENTRY_SIZE = 128, /* the kernel supports no other (block/partitions/efi.c, 6.1) */
	ENTRIES_MAX = 4096,
	TABLE_MAX = ENTRIES_MAX * ENTRY_SIZE,
	FAILED = -1,
};

/* Offsets in the header and in an entry: fs/gpt.c. */
enum {
	LEN = 0x0c,
	CRC = 0x10,
	OWN = 0x18,
	OTHER = 0x20,
	USABLE = 0x28,
	TABLE = 0x48,
	COUNT = 0x50
};
enum { TABLE_CRC = 0x58, GUID = 0x10, FIRST = 0x20, LAST = 0x28, SLOT = 0x36 };

struct copy {
	uint64_t at;    /* sector of the header */
	uint64_t table; /* first sector of the entries */
	bool valid;     /* the entries match their checksum */
	struct bytes header;
	_Alignas(SECTOR_MAX) unsigned char header_bytes[SECTOR_MAX];
	_Alignas(SECTOR_MAX) unsigned char entries[TABLE_MAX];
};

static struct pair {
	const struct gptpair_disk *disk;
	uint32_t header_len, len; /* of the entries */
	uint64_t first, last;     /* sectors for partitions */
	struct copy copy[2];      /* primary, backup */
} pair;

static const char *const damaged[] = {
	"the primary GPT is damaged; repair it with gdisk",
	"the backup GPT is damaged, or not at the end of the disk; repair it with gdisk",
};

static void put(unsigned char *at, unsigned bytes, uint64_t value)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = value >> 8 * i;
}

static uint32_t checksum(const unsigned char *at, size_t len)
{
	return ~crc32_over(CRC32_ETHERNET, ~0u, at, len);
}

static uint32_t header_checksum(const struct copy *copy, uint32_t len)
{
	unsigned char header[SECTOR_MAX];

	memcpy(header, copy->header_bytes, len);
	put(header + CRC, 4, 0);
	return checksum(header, len);
}

/* ---- read and verify ------------------------------------------------------------------------ */

static int read_at(uint64_t sector, void *to, size_t len)
{
	ssize_t got = sys_pread(pair.disk->fd, to, len, sector * pair.disk->sector);

	return got < 0 ? got : (size_t)got == len ? 0 : -EIO;
}

static uint64_t table_sectors(uint32_t len)
{
	return (len + pair.disk->sector - 1) / pair.disk->sector;
}

/*
 * The entries are outside the sectors for partitions: writing to them cannot damage a file system.
 */
static bool is_outside(const struct copy *copy, uint64_t first, uint64_t last, uint32_t len)
{
	uint64_t sectors = table_sectors(len);
	bool primary = copy == pair.copy;
	uint64_t begin = primary ? 2 : last + 1, end = primary ? first : copy->at;

	return first <= last && begin <= end && copy->table >= begin && copy->table < end &&
	       sectors <= end - copy->table;
}

static bool header_is_valid(struct copy *copy, uint64_t other)
{
	struct bytes *h = &copy->header;
	uint32_t len = bytes_le32(h, LEN), count = bytes_le32(h, COUNT);
	uint64_t last_sector = pair.copy[1].at, last = bytes_le64(h, USABLE + 8);

	if (!bytes_are(h, 0, "EFI PART", 8) || len < HEADER_MIN || len > pair.disk->sector ||
	    header_checksum(copy, len) != bytes_le32(h, CRC))
		return false;
	if (bytes_le64(h, OWN) != copy->at || bytes_le64(h, OTHER) != other ||
	    bytes_le32(h, COUNT + 4) != ENTRY_SIZE || !count || count > ENTRIES_MAX)
		return false;
	copy->table = bytes_le64(h, TABLE);
	return last < last_sector &&
	       is_outside(copy, bytes_le64(h, USABLE), last, count * ENTRY_SIZE);
}

static int read_header(struct copy *copy, uint64_t other, const char **ret_why)
{
	int err = read_at(copy->at, copy->header_bytes, pair.disk->sector);

	copy->header = bytes_of(copy->header_bytes, pair.disk->sector);
	if (!err && header_is_valid(copy, other))
		return 0;
	*ret_why = err ? error_text(err) : damaged[copy - pair.copy];
	return FAILED;
}

/* Both headers are equal, except for what differs between the copies, and checksums. */
static bool headers_agree(void)
{
	const unsigned char *a = pair.copy[0].header_bytes, *b = pair.copy[1].header_bytes;

	pair.header_len = bytes_le32(&pair.copy[0].header, LEN);
	return !memcmp(a, b, CRC) && !memcmp(a + USABLE, b + USABLE, TABLE - USABLE) &&
	       !memcmp(a + COUNT, b + COUNT, TABLE_CRC - COUNT) &&
	       !memcmp(a + TABLE_CRC + 4, b + TABLE_CRC + 4, pair.header_len - TABLE_CRC - 4);
}

static int read_entries(struct copy *copy, const char **ret_why)
{
	size_t len = table_sectors(pair.len) * pair.disk->sector;
	int err = read_at(copy->table, copy->entries, len);

	copy->valid = checksum(copy->entries, pair.len) == bytes_le32(&copy->header, TABLE_CRC);
	if (err)
		*ret_why = error_text(err);
	return err ? FAILED : 0;
}

/* The bits of a byte of the entries that belong to the slot attributes: bits 48 to 56. */
static unsigned char slot_bits(uint32_t i)
{
	return i % ENTRY_SIZE == SLOT ? 0xff : i % ENTRY_SIZE == SLOT + 1;
}

static bool entries_agree(void)
{
	const unsigned char *a = pair.copy[0].entries, *b = pair.copy[1].entries;

	for (uint32_t i = 0; i < pair.len; i++)
		if ((a[i] ^ b[i]) & ~slot_bits(i))
			return false;
	return true;
}

/* No partition includes sectors that may be written. */
static bool entries_are_inside(void)
{
	struct bytes entries = bytes_of(pair.copy[0].entries, pair.len);

	for (uint32_t at = 0; at < pair.len; at += ENTRY_SIZE) {
		uint64_t first = bytes_le64(&entries, at + FIRST);
		uint64_t last = bytes_le64(&entries, at + LAST);
		bool used = bytes_le64(&entries, at) || bytes_le64(&entries, at + 8);

		if (used && (first < pair.first || last > pair.last || first > last))
			return false;
	}
	return true;
}

static int read_pair(const struct gptpair_disk *disk, const char **ret_why)
{
	struct copy *primary = &pair.copy[0], *backup = &pair.copy[1];

	pair.disk = disk;
	*ret_why = "the disk has no GPT";
	if (disk->sector < 512 || disk->sector > SECTOR_MAX || disk->size / disk->sector < 4)
		return FAILED;
	primary->at = 1;
	backup->at = disk->size / disk->sector - 1;
	if (read_header(primary, backup->at, ret_why) || read_header(backup, primary->at, ret_why))
		return FAILED;
	*ret_why = "the two copies of the GPT differ; repair one with gdisk";
	if (!headers_agree())
		return FAILED;
	pair.len = bytes_le32(&primary->header, COUNT) * ENTRY_SIZE;
	pair.first = bytes_le64(&primary->header, USABLE);
	pair.last = bytes_le64(&primary->header, USABLE + 8);
	if (read_entries(primary, ret_why) || read_entries(backup, ret_why) || !entries_agree())
		return FAILED;
	*ret_why = "both copies of the GPT are damaged; repair them with gdisk";
	if (!primary->valid && !backup->valid)
		return FAILED;
	*ret_why = "a partition exceeds the sectors for partitions; repair the GPT with gdisk";
	return entries_are_inside() ? 0 : FAILED;
}

/* ---- write ---------------------------------------------------------------------------------- */

static int write_sector(uint64_t sector, const unsigned char *from)
{
	uint32_t len = pair.disk->sector;
	ssize_t wrote = sys_pwrite(pair.disk->fd, from, len, sector * len);

	return wrote < 0 ? wrote : wrote == (ssize_t)len ? 0 : -EIO;
}

/*
 * Makes the entries equal to those of `from`, and writes the sectors that change. fsync(2) of a
 * block device also flushes the cache of the disk (blkdev_fsync(), block/fops.c, 6.1).
 */
static int write_copy(struct copy *copy, const unsigned char *from)
{
	uint32_t sector = pair.disk->sector;
	bool dirty = !copy->valid;
	int err = 0;

	for (uint32_t at = 0; at < pair.len && !err; at += sector) {
		uint32_t len = pair.len - at < sector ? pair.len - at : sector;

		if (!memcmp(copy->entries + at, from + at, len))
			continue;
		memcpy(copy->entries + at, from + at, len);
		err = write_sector(copy->table + at / sector, copy->entries + at);
		dirty = true;
	}
	if (err || !dirty)
		return err;
	put(copy->header_bytes + TABLE_CRC, 4, checksum(copy->entries, pair.len));
	put(copy->header_bytes + CRC, 4, header_checksum(copy, pair.header_len));
	err = write_sector(copy->at, copy->header_bytes);
	return err ? err : sys_fsync(pair.disk->fd);
}

/*
 * What another program has written, but not synced, must reach the disk first: a copy that is valid
 * in the page cache only would not survive.
 */
static int write_pair(const unsigned char *entries, bool backup_first)
{
	int err = sys_fsync(pair.disk->fd);

	if (!err)
		err = write_copy(&pair.copy[backup_first], entries);
	return err ? err : write_copy(&pair.copy[!backup_first], entries);
}

int gptpair_change(const struct gptpair_disk *disk, uint32_t number, const char *uuid,
		   gptpair_fn *change, const char **ret_why)
{
	static unsigned char entries[TABLE_MAX];
	unsigned char *entry = entries + (size_t)(number - 1) * ENTRY_SIZE;
	char found[UUID_SIZE];
	bool primary;
	int slot, err;

	if (read_pair(disk, ret_why))
		return FAILED;
	*ret_why = "the partition is not the one that was booted";
	if (!number || number > pair.len / ENTRY_SIZE)
		return FAILED;
	primary = pair.copy[0].valid;
	memcpy(entries, pair.copy[!primary].entries, pair.len);
	guid_text(found, entry + GUID);
	if (!*found || !text_equal(found, uuid))
		return FAILED;
	slot = change(entry[SLOT] | (entry[SLOT + 1] & 1) << 8);
	if (slot < 0)
		return 1;
	entry[SLOT] = slot;
	entry[SLOT + 1] = (entry[SLOT + 1] & ~1) | slot >> 8;
	err = write_pair(entries, primary);
	*ret_why = error_text(err);
	return err ? FAILED : 0;
}
