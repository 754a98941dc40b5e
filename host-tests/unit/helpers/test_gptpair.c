// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of a slot's attributes in both copies of a GPT, on a disk in memory. After each write the
 * power fails: any of the sectors that were written since the last fsync may have reached the disk.
 */
#include "helpers/trial/gptpair.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "fs/slot.h"
#include "host-tests/gpt.h"
#include "host-tests/le.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

enum { DISK = 1 << 19, CALLS = 64, SLOT = 3, OTHER_SLOT = 1, NOT_VALID = -1 };

#define UUID "33333333-0000-0000-0000-000000000000"

static unsigned char disk[DISK], made[DISK];
static uint32_t sector;
static struct gpt gpt;

/* ---- the disk ------------------------------------------------------------------------------- */

/* The writes of a run; a sync has no length. */
static struct {
	uint64_t at;
	uint32_t len;
	unsigned char before[4096], after[4096];
} calls[CALLS];
static unsigned count, all, fails; /* calls so far, reads included; the one that fails, from 1 */
static int failure;                /* -errno; 0: a short read or write */

static bool is_failing(void)
{
	return ++all == fails;
}

/* What O_DIRECT requires. */
static bool is_aligned(const void *buf, size_t len, uint64_t offset)
{
	return (uintptr_t)buf % sector == 0 && len % sector == 0 && offset % sector == 0;
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	if (is_failing())
		return failure ? failure : 1;
	if (sector >= 512 && !is_aligned(buf, len, offset))
		return -EINVAL;
	return gpt_pread(&gpt, buf, len, offset);
}

ssize_t sys_pwrite(int fd, const void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	if (is_failing())
		return failure ? failure : 1;
	if (!is_aligned(buf, len, offset) || len != sector || offset > DISK - len || count == CALLS)
		return -EIO;
	calls[count].at = offset;
	calls[count].len = len;
	memcpy(calls[count].before, disk + offset, len);
	memcpy(calls[count++].after, buf, len);
	memcpy(disk + offset, buf, len);
	return len;
}

int sys_fsync(int fd)
{
	(void)fd;
	if (is_failing())
		return failure ? failure : -EIO;
	if (count < CALLS)
		calls[count++].len = 0;
	return 0;
}

/* ---- the tables ----------------------------------------------------------------------------- */

static void set(bool backup, unsigned number, unsigned slot)
{
	le_put(gpt_entry(&gpt, backup, number) + 0x36, 2,
	       slot | 0x9000); /* with other attributes */
	gpt_seal(&gpt, backup);
}

static void make_copy(bool backup)
{
	gpt_make(&gpt, backup);
	for (unsigned number = 1; number <= 4; number++) {
		unsigned char *entry = gpt_entry(&gpt, backup, number);

		memset(entry, 0x44, 16);
		memset(entry + 16, number * 0x11, 4);
		le_put(entry + 0x20, 8, 50 + number);
		le_put(entry + 0x28, 8, 50 + number);
		memcpy(entry + 0x38, "r\0o\0o\0t", 8);
		set(backup, number, number == OTHER_SLOT ? 0x101 : 0x23);
	}
}

static const struct gpt usual = {disk, DISK, 512, 128, 2, 50};

static void make(const struct gpt *layout)
{
	gpt = *layout;
	sector = gpt.sector;
	for (unsigned i = 0; i < DISK; i++)
		disk[i] = i * 7 >> 3; /* whatever must not change */
	memset(disk + sector, 0, 49 * sector);
	memset(disk + DISK - 49 * sector, 0, 49 * sector);
	make_copy(false);
	make_copy(true);
	memcpy(made, disk, DISK);
}

/* The attributes of the slot in a copy; NOT_VALID if its checksums are wrong. */
static int read_copy(bool backup)
{
	unsigned char header[92];
	uint32_t sum = le_get(gpt_header(&gpt, backup) + 0x10, 4);

	memcpy(header, gpt_header(&gpt, backup), sizeof(header));
	le_put(header + 0x10, 4, 0);
	if (gpt_crc(header, sizeof(header)) != sum ||
	    gpt_crc(gpt_entry(&gpt, backup, 1), le_get(header + 0x50, 4) * 128) !=
		    le_get(header + 0x58, 4))
		return NOT_VALID;
	return le_get(gpt_entry(&gpt, backup, SLOT) + 0x36, 2) & SLOT_MASK;
}

/* Whether nothing but slot attributes of the slot and checksums differs from the disk that was made. */
static bool is_same_otherwise(void)
{
	static unsigned char expected[DISK];

	memcpy(expected, made, DISK);
	for (unsigned backup = 0; backup < 2; backup++) {
		size_t header = gpt_header(&gpt, backup) - disk,
		       entry = gpt_entry(&gpt, backup, SLOT) - disk;

		memcpy(expected + header + 0x10, disk + header + 0x10, 4);
		memcpy(expected + header + 0x58, disk + header + 0x58, 4);
		expected[entry + 0x36] = disk[entry + 0x36];
		expected[entry + 0x37] = (made[entry + 0x37] & ~1) | (disk[entry + 0x37] & 1);
	}
	return !memcmp(expected, disk, DISK);
}

/* ---- what is tested -------------------------------------------------------------------------- */

static int decrement(unsigned slot)
{
	return slot_tries(slot) ? (int)slot - SLOT_TRY : -1;
}

static int confirm(unsigned slot)
{
	return slot_priority(slot) | SLOT_GOOD;
}

static int change_number(unsigned number, const char *uuid, gptpair_fn *to, const char **ret_why)
{
	const struct gptpair_disk pair = {-1, DISK, sector};

	count = all = 0;
	*ret_why = "";
	return gptpair_change(&pair, number, uuid, to, ret_why);
}

static int change(gptpair_fn *to)
{
	const char *why;

	return change_number(SLOT, UUID, to, &why);
}

/* The last sync before a call; the writes after it may or may not have reached the disk. */
static unsigned synced_before(unsigned call)
{
	while (call && calls[call - 1].len)
		call--;
	return call;
}

/* Whether a disk after a power cut is as promised: then the next boot can count. */
static bool is_sound(int before, int after)
{
	static unsigned char cut[DISK];
	int primary = read_copy(false), backup = read_copy(true), found;
	unsigned kept = count;
	bool sound = (primary == before || primary == after || primary == NOT_VALID) &&
		     (backup == before || backup == after || backup == NOT_VALID) &&
		     (primary != NOT_VALID || backup != NOT_VALID) && is_same_otherwise();

	found = primary != NOT_VALID ? primary : backup;
	memcpy(cut, disk, DISK);
	sound = sound && change(decrement) == (slot_tries(found) ? 0 : 1);
	if (sound && slot_tries(found))
		sound = read_copy(false) == found - SLOT_TRY && read_copy(true) == read_copy(false);
	memcpy(disk, cut, DISK);
	count = kept;
	return sound;
}

/*
 * The disk after a power cut before call `at`, where the bits of `lost` are the unsynced writes that
 * did not reach it; `garbage`: one of these sectors is neither old nor new.
 */
static void cut(const unsigned char *after, unsigned at, unsigned lost, bool garbage)
{
	unsigned from = synced_before(at);

	memcpy(disk, after, DISK);
	for (unsigned i = count; i-- > from;) {
		if (calls[i].len && (i >= at || lost >> (i - from) & 1))
			memcpy(disk + calls[i].at, calls[i].before, calls[i].len);
		if (calls[i].len && garbage && i < at && lost >> (i - from) & 1)
			memset(disk + calls[i].at, 0xa5, calls[i].len);
	}
}

/* All power cuts during a change; `count` and `calls` are those of the change. */
static void check_cuts(int before, int after, const char *what)
{
	static unsigned char done[DISK];
	static struct {
		uint64_t at;
		uint32_t len;
		unsigned char before[4096], after[4096];
	} kept[CALLS];
	unsigned states = 0, bad = 0, lonely = 0, calls_made = count;

	memcpy(done, disk, DISK);
	memcpy(kept, calls, sizeof(calls));
	for (unsigned at = 0; at <= calls_made; at++) {
		unsigned subsets = 1u << (at - synced_before(at));

		for (unsigned lost = 0; lost < subsets; lost++, states++) {
			cut(done, at, lost, false);
			bad += !is_sound(before, after);
			memcpy(calls, kept, sizeof(calls));
			cut(done, at, lost, true);
			lonely += read_copy(false) == NOT_VALID && read_copy(true) == NOT_VALID;
		}
	}
	memcpy(disk, done, DISK);
	tap_ok(states > 4 && !bad, "%s: power cuts leave old or new attributes", what);
	tap_ok(!lonely, "%s: a sector that a cut destroys leaves a valid copy", what);
}

static void check_done(int want, const char *what)
{
	tap_ok(read_copy(false) == want && read_copy(true) == want,
	       "%s: both copies are valid and new", what);
	tap_ok(is_same_otherwise(), "%s: nothing else is changed", what);
	tap_ok(count && !calls[count - 1].len, "%s: it is synced", what);
}

static void check_layout(const struct gpt *layout, const char *what)
{
	make(layout);
	tap_num(change(decrement), 0, "%s: a boot is counted", what);
	check_done(0x13, what);
	check_cuts(0x23, 0x13, what);
	make(layout);
	tap_num(change(confirm), 0, "%s: it is confirmed", what);
	check_done(0x103, what);
	check_cuts(0x23, 0x103, what);
	tap_num(change(confirm), 0, "%s: again", what);
	tap_num(count, 1, "%s: nothing is written then", what);
}

static void check_order(void)
{
	make(&usual);
	change(decrement);
	tap_ok(count == 7 && !calls[0].len && !calls[3].len && !calls[6].len,
	       "unsynced writes of others are synced; then each copy is written and synced");
	tap_ok(calls[1].at > DISK / 2 && calls[2].at > DISK / 2 && calls[4].at < DISK / 2 &&
		       calls[5].at < DISK / 2,
	       "the backup first");
	make(&usual);
	gpt_entry(&gpt, false, SLOT)[0x36] = 0x13;
	memcpy(made, disk, DISK);
	tap_num(change(decrement), 0, "a primary copy that a power cut left is replaced");
	tap_ok(calls[1].at < DISK / 2, "first");
	check_done(0x13, "a torn primary copy");
	check_cuts(0x23, 0x13, "a torn primary copy");
}

/* The states between both copies: old and new attributes, valid and torn. */
static void check_disagreement(void)
{
	make(&usual);
	set(true, SLOT, 0x13);
	tap_num(change(decrement), 0, "a backup that was counted before a power cut");
	check_done(0x13, "a new backup");
	tap_ok(count == 4, "a new backup is not written");
	make(&usual);
	set(true, OTHER_SLOT, 0x001);
	memcpy(made, disk, DISK);
	tap_num(change(decrement), 0, "the attributes of another slot differ");
	tap_num(le_get(gpt_entry(&gpt, true, OTHER_SLOT) + 0x36, 2), 0x9101,
		"those of the primary copy count");
	make(&usual);
	le_put(gpt_entry(&gpt, true, SLOT) + 0x36, 2, 0x9055);
	tap_num(change(decrement), 0, "a torn backup");
	check_done(0x13, "a torn backup");
	make(&usual);
	set(false, SLOT, 0x03);
	memcpy(made, disk, DISK);
	tap_num(change(decrement), 1, "no tries are left in the primary copy");
	tap_ok(!count && !memcmp(made, disk, DISK), "nothing is written");
}

/* ---- disks that are not written to ------------------------------------------------------------ */

static void refused(const char *want, const char *what)
{
	const char *why;

	memcpy(made, disk, DISK);
	tap_num(change_number(SLOT, UUID, decrement, &why), -1, "%s", what);
	tap_str(why, want, "%s: the reason", what);
	tap_ok(!count && !memcmp(made, disk, DISK), "%s: nothing is written", what);
}

#define PRIMARY "the primary GPT is damaged; repair it with gdisk"
#define BACKUP  "the backup GPT is damaged, or not at the end of the disk; repair it with gdisk"
#define DIFFER  "the two copies of the GPT differ; repair one with gdisk"
#define OUTSIDE "a partition exceeds the sectors for partitions; repair the GPT with gdisk"

/* Headers with a valid checksum and wrong contents, in one copy and in both. */
static const struct {
	const char *what;
	unsigned offset, bytes;
	uint64_t value;
	const char *why; /* NULL: only the copy is refused */
} lies[] = {
	{"a header longer than its sector", 0x0c, 4, 513, PRIMARY},
	{"a header shorter than its fields", 0x0c, 4, 91, PRIMARY},
	{"another own sector", 0x18, 8, 2, PRIMARY},
	{"a backup that is not at the end", 0x20, 8, DISK / 512 - 2, PRIMARY},
	{"a first sector within the table", 0x28, 8, 33, PRIMARY},
	{"no sectors for partitions", 0x30, 8, 49, PRIMARY},
	{"sectors for partitions beyond the end", 0x30, 8, DISK / 512 - 1, PRIMARY},
	{"a table in the header's sector", 0x48, 8, 1, PRIMARY},
	{"a table among the partitions", 0x48, 8, 60, PRIMARY},
	{"a table that reaches the partitions", 0x48, 8, 19, PRIMARY},
	{"a table at the end of all numbers", 0x48, 8, UINT64_MAX, PRIMARY},
	{"no entries", 0x50, 4, 0, PRIMARY},
	{"too many entries", 0x50, 4, 4097, PRIMARY},
	{"as many as wrap", 0x50, 4, 1u << 25, PRIMARY},
	{"entries of another size", 0x54, 4, 256, PRIMARY},
	{"another number of entries", 0x50, 4, 124, DIFFER},
	{"another last sector", 0x30, 8, DISK / 512 - 60, DIFFER},
	{"another GUID of the disk", 0x38, 8, 1, DIFFER},
};

static void check_refused(void)
{
	for (unsigned i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		make(&usual);
		le_put(gpt_header(&gpt, false) + lies[i].offset, lies[i].bytes, lies[i].value);
		gpt_seal_header(&gpt, false);
		refused(lies[i].why, lies[i].what);
	}
	make(&usual);
	le_put(gpt_header(&gpt, true) + 0x48, 8, 60);
	gpt_seal_header(&gpt, true);
	refused(BACKUP, "a backup table among the partitions");
	make(&usual);
	memset(gpt_header(&gpt, true), 0, 512);
	refused(BACKUP, "no backup");
	make(&usual);
	gpt_header(&gpt, false)[0x40] ^= 1;
	refused(PRIMARY, "a wrong checksum of the primary header");
	make(&usual);
	memset(disk, 0, DISK);
	refused(PRIMARY, "no GPT");
	make(&usual);
	gpt_entry(&gpt, false, 2)[0x38] ^= 1;
	refused(DIFFER, "a torn name of another partition");
	gpt_seal(&gpt, false);
	refused(DIFFER, "another name");
	make(&usual);
	gpt_entry(&gpt, false, SLOT)[0x37] ^= 2;
	refused(DIFFER, "another attribute of the slot");
	make(&usual);
	gpt_entry(&gpt, false, SLOT)[0x36] ^= 2;
	gpt_entry(&gpt, true, SLOT)[0x36] ^= 2;
	refused("both copies of the GPT are damaged; repair them with gdisk",
		"wrong checksums of both tables");
	for (unsigned backup = 0; backup < 2; backup++)
		make_copy(backup), le_put(gpt_entry(&gpt, backup, 2) + 0x20, 8, 49),
			gpt_seal(&gpt, backup);
	refused(OUTSIDE, "a partition that begins in the table");
	make(&usual);
	for (unsigned backup = 0; backup < 2; backup++)
		le_put(gpt_entry(&gpt, backup, 4) + 0x28, 8, DISK / 512), gpt_seal(&gpt, backup);
	refused(OUTSIDE, "a partition that exceeds the disk");
}

static void check_slot(void)
{
	static const char other[] = "22222222-0000-0000-0000-000000000000";
	static const char why_not[] = "the partition is not the one that was booted";
	const struct gptpair_disk tiny = {-1, 1024, 512}, odd = {-1, DISK, 8192},
				  none = {-1, DISK, 0};
	const char *why;

	make(&usual);
	tap_num(change_number(SLOT, other, decrement, &why), -1, "another UUID");
	tap_str(why, why_not, "another UUID: the reason");
	tap_num(change_number(2, UUID, decrement, &why), -1, "another number");
	tap_num(change_number(0, UUID, decrement, &why), -1, "no number");
	tap_num(change_number(129, UUID, decrement, &why), -1, "a number beyond the table");
	tap_num(change_number(100, "", decrement, &why), -1, "an unused entry");
	tap_ok(!memcmp(made, disk, DISK), "none of them is written to");
	tap_num(gptpair_change(&tiny, SLOT, UUID, decrement, &why), -1, "a disk of two sectors");
	tap_num(gptpair_change(&odd, SLOT, UUID, decrement, &why), -1, "too large sectors");
	tap_num(gptpair_change(&none, SLOT, UUID, decrement, &why), -1, "no sectors");
}

/* Each call fails in turn: the change is not reported as done, and what is left is valid. */
static void check_errors(int error, const char *what)
{
	unsigned wrong = 0;

	failure = error;
	for (unsigned i = 1; i <= 4 + 7; i++) {
		make(&usual);
		fails = i;
		wrong += change(decrement) != -1;
		fails = 0;
		wrong += !is_sound(0x23, 0x13);
	}
	tap_num(wrong, 0, "%s", what);
	make(&usual);
	tap_ok(change(decrement) == 0 && all == 4 + 7, "%s: these were all calls", what);
}

int main(void)
{
	static const struct gpt large = {disk, DISK, 4096, 128, 2, 50},
				away = {disk, DISK, 512, 128, 5, 50},
				few = {disk, DISK, 512, 4, 2, 50},
				odd = {disk, DISK, 512, 6, 40, 50};

	check_layout(&usual, "sectors of 512 bytes");
	check_layout(&large, "sectors of 4 KiB");
	check_layout(&away, "a table that is not in sector 2");
	check_layout(&few, "four entries");
	check_layout(&odd, "entries that do not fill a sector");
	check_order();
	check_disagreement();
	check_refused();
	check_slot();
	check_errors(-EIO, "an error of any call");
	check_errors(0, "a short read or write");
	return tap_done();
}
