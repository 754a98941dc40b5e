// SPDX-License-Identifier: GPL-2.0
/* Generated partition tables; host-tests/blkid.t compares those of real tools. */
#include "fs/ptable.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/gpt.h"
#include "host-tests/le.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

enum { DISK = 1 << 20 };

static unsigned char disk[DISK];
static uint32_t sector = 512;
static struct gpt table = {disk, DISK, 512, 128, 2, 34};
static unsigned reads;

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	reads++;
	return gpt_pread(&table, buf, len, offset);
}

/* Partitions as "number:first+sectors", in the order of the callbacks. */
static char told[8192];

static int tell(void *context, const struct partition *p)
{
	size_t len = strlen(told);

	(void)context;
	snprintf(told + len, sizeof(told) - len, " %u:%u+%u", p->number,
		 (unsigned)(p->start / sector), (unsigned)(p->size / sector));
	return 0;
}

static const char *read_table(void)
{
	int err;

	told[0] = '\0';
	err = ptable_each(-1, DISK, sector, tell, NULL);
	return err == 0 ? told : err == 1 ? "none" : "error";
}

static void put_entry(unsigned at, int i, uint8_t type, uint32_t first, uint32_t count)
{
	at += 446 + 16 * i;
	disk[at + 4] = type;
	le_put(disk + at + 8, 4, first);
	le_put(disk + at + 12, 4, count);
}

static void sign(unsigned at)
{
	le_put(disk + at + 510, 2, 0xaa55);
}

/* Makes an extended partition of 1000 sectors at 100 with two logical ones. */
static void make_mbr(void)
{
	memset(disk, 0, sizeof(disk));
	sector = 512;
	le_put(disk + 440, 4, 0x1234abcd);
	put_entry(0, 0, 0x83, 63, 30);
	put_entry(0, 2, 0x05, 100, 1000);
	put_entry(0, 3, 0x82, 1200, 10);
	sign(0);
	put_entry(100 * 512, 0, 0x83, 5, 20);
	put_entry(100 * 512, 1, 0x05, 200, 50);
	sign(100 * 512);
	put_entry(300 * 512, 0, 0x83, 2, 30);
	sign(300 * 512);
}

static int keep(void *context, const struct partition *p)
{
	struct partition *kept = context;

	if (p->number == kept->number)
		*kept = *p;
	return 0;
}

static void mbr(void)
{
	struct partition fifth = {.number = 5};

	make_mbr();
	tap_str(read_table(), " 1:63+30 5:105+20 6:302+30 4:1200+10", "mbr: logical partitions");
	ptable_each(-1, DISK, 512, keep, &fifth);
	tap_str(fifth.uuid, "1234abcd-05", "mbr: the PARTUUID of a logical one");
	tap_str(fifth.type, "83", "mbr: its type");

	put_entry(100 * 512, 2, 0x83, 30, 10);
	put_entry(100 * 512, 3, 0x83, 990, 20);
	tap_str(read_table(), " 1:63+30 5:105+20 6:130+10 7:302+30 4:1200+10",
		"mbr: a third entry counts if it lies within");
	put_entry(100 * 512, 2, 0x83, 990, 20);
	put_entry(100 * 512, 3, 0x83, 30, 10);
	tap_str(read_table(), " 1:63+30 5:105+20 6:130+10 7:302+30 4:1200+10",
		"mbr: and not if it does not");
	make_mbr();
	disk[100 * 512 + 510] = 0;
	tap_str(read_table(), " 1:63+30 4:1200+10", "mbr: a chain that is not signed");
	make_mbr();
	disk[446] = 1;
	tap_str(read_table(), "none", "mbr: not a table with an invalid active flag");
	make_mbr();
	disk[511] = 0;
	tap_str(read_table(), "none", "mbr: no signature");
	make_mbr();
	put_entry(0, 1, 0xee, 200, 1);
	tap_str(read_table(), "none", "mbr: a protective MBR without a valid GPT");
}

/* Circular chains, with and without partitions. */
static void mbr_circles(void)
{
	unsigned commas = 0;

	make_mbr();
	put_entry(300 * 512, 1, 0x05, 0, 50);
	read_table();
	for (const char *at = told; *at; at++)
		commas += *at == ':';
	tap_num(commas, 2 + 251, "mbr: a circular chain ends at the kernel's last number");

	memset(disk + 100 * 512, 0, 512);
	put_entry(100 * 512, 1, 0x05, 0, 50);
	sign(100 * 512);
	reads = 0;
	tap_str(read_table(), " 1:63+30 4:1200+10", "mbr: a circle without partitions");
	tap_ok(reads <= 100, "mbr: it is left in time");
}

static void put_partition(bool backup, unsigned number, uint64_t first, uint64_t last)
{
	unsigned char *entry = gpt_entry(&table, backup, number);

	entry[0] = 1;
	entry[16] = 2;
	le_put(entry + 0x20, 8, first);
	le_put(entry + 0x28, 8, last);
	le_put(entry + 0x30, 8, UINT64_C(1) << 60);
	memcpy(entry + 0x38, "r\0o\0o\0t", 7);
	gpt_seal(&table, backup);
}

/* Makes both copies of a GPT: partition 1 in both, partition 3 only in the second. */
static void make_gpt(uint32_t sector_size)
{
	memset(disk, 0, sizeof(disk));
	sector = table.sector = sector_size;
	for (unsigned backup = 0; backup < 2; backup++) {
		gpt_make(&table, backup);
		put_partition(backup, 1, 40, 49);
	}
	put_partition(true, 3, 50, 50);
}

static void gpt(void)
{
	struct partition first = {.number = 1};

	make_gpt(512);
	tap_str(read_table(), " 1:40+10", "gpt: the first header");
	ptable_each(-1, DISK, 512, keep, &first);
	tap_str(first.uuid, "00000002-0000-0000-0000-000000000000", "gpt: a GUID");
	tap_str(first.label, "root", "gpt: a label");
	tap_ok(first.flags == UINT64_C(1) << 60, "gpt: attributes");
	for (unsigned i = 0; i < 36; i++)
		le_put(disk + 2 * sector + 0x38 + 2 * i, 2, 'a' + i % 26);
	gpt_seal(&table, false);
	ptable_each(-1, DISK, 512, keep, &first);
	tap_str(first.label, "abcdefghijklmnopqrstuvwxyzabcdefghij", "gpt: the longest label");
	make_gpt(4096);
	tap_str(read_table(), " 1:40+10", "gpt: sectors of 4 KiB");
	sector = 512;
	tap_str(read_table(), "none", "gpt: sectors of another size than it was made for");
}

/* A wrong byte in the first header or its entry selects the second copy. */
static void gpt_backup(void)
{
	static const unsigned bytes[] = {
		0x00, 0x0c, 0x10, 0x18, 0x30, 0x48, 0x50, 0x54, 0x58, 512, 512 + 128 * 128 - 1};

	for (unsigned i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		make_gpt(512);
		disk[512 + bytes[i]] ^= 0x40;
		tap_str(read_table(), " 1:40+10 3:50+1", "gpt: byte %u of the first is wrong",
			bytes[i]);
	}
	disk[DISK - 512] = 0;
	tap_str(read_table(), "none", "gpt: both are wrong");
}

/* Headers with a valid checksum and wrong contents. */
static const struct {
	const char *what;
	unsigned offset, bytes;
	uint64_t value;
} lies[] = {
	{"a header longer than its sector", 0x0c, 4, 513},
	{"a header shorter than its fields", 0x0c, 4, 91},
	{"the sector of the other header", 0x18, 8, 2},
	{"partitions beyond the end of the disk", 0x30, 8, DISK / 512},
	{"partitions that end before they begin", 0x30, 8, 33},
	{"entries beyond the end of the disk", 0x48, 8, DISK / 512},
	{"entries at the end of all numbers", 0x48, 8, UINT64_MAX},
	{"entries that exceed the disk", 0x48, 8, DISK / 512 - 2},
	{"no entries", 0x50, 4, 0},
	{"more entries than there can be", 0x50, 4, UINT32_MAX},
	{"entries of another size", 0x54, 4, 256},
};

static void gpt_lies(void)
{
	for (unsigned i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		make_gpt(512);
		disk[DISK - 512] = 0;
		le_put(disk + 512 + lies[i].offset, lies[i].bytes, lies[i].value);
		gpt_seal_header(&table, false);
		tap_str(read_table(), "none", "gpt: %s", lies[i].what);
	}
	make_gpt(512);
	le_put(disk + 2 * 512 + 0x28, 8, DISK / 512);
	gpt_seal(&table, false);
	tap_str(read_table(), "", "gpt: a partition that exceeds the disk is ignored");
	make_gpt(512);
	le_put(disk + 446 + 8, 4, 2);
	tap_str(read_table(), "none", "gpt: the protective partition begins elsewhere");
}

static void sectors(void)
{
	make_gpt(512);
	tap_num(ptable_each(-1, DISK, 0, tell, NULL), 1, "no sectors, no table");
	tap_num(ptable_each(-1, DISK, 8192, tell, NULL), 1, "nor if they are too large");
	tap_num(ptable_each(-1, 0, 512, tell, NULL), 1, "nor on an empty disk");
}

int main(void)
{
	mbr();
	mbr_circles();
	gpt();
	gpt_backup();
	gpt_lies();
	sectors();
	return tap_done();
}
