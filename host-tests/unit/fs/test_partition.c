// SPDX-License-Identifier: GPL-2.0
/* Real partition tables, from the trimmed images in host-tests/corpus/probe, as block devices. */
#include "fs/partition.h"

#include <errno.h>
#include <string.h>

#include "host-tests/standin/never.h"
#include "host-tests/sparse.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "lib/text.h"

NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)
NEVER(int, sys_stat, int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
NEVER(ssize_t, sys_getdents, int fd, void *buf, size_t len)

enum { SYSFS = 3 };

static struct sparse image;
static const char *sector = "512\n"; /* in /sys */
static size_t told;                  /* bytes of it read so far */
static int error;                    /* of all reads of the disk */

int sys_open(int dirfd, const char *path, int flags)
{
	(void)dirfd, (void)flags;
	told = 0;
	return text_equal(path, "/sys/class/block/sda/queue/logical_block_size") && sector
		       ? SYSFS
		       : -ENOENT;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	size_t left = strlen(sector) - told;

	(void)fd;
	if (len > left)
		len = left;
	memcpy(buf, sector + told, len);
	told += len;
	return len;
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	return error ? error : sparse_read(&image, buf, len, offset);
}

/* Required by fs/blockdev.c. */
NEVER(ssize_t, sys_readlink, int dirfd, const char *path, char *buf, size_t len)

/* A partition as in /sys before 6.13: no PARTUUID, an ASCII label. */
static struct blockdev part;

static int describe(void *context, const struct partition *partition)
{
	unsigned *count = context;

	++*count;
	if (partition->number == part.partition)
		partition_describe(partition, &part);
	return 0;
}

/* Number of partitions, or the result of ptable_each(). */
static int read_disk(const char *name, uint32_t number)
{
	struct blockdev disk = {.name = "sda"};
	unsigned count = 0;
	int result;

	part = (struct blockdev){.partition = number, .partlabel = "as the kernel has it"};
	if (!sparse_corpus(name, &image))
		return -ENOENT;
	disk.size = image.size;
	result = partition_each(&disk, -1, describe, &count);
	return result ? result : (int)count;
}

static void gpt(void)
{
	tap_num(read_disk("gpt", 1), 2, "gpt: two partitions");
	tap_str(part.partuuid, "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "the first: its UUID");
	tap_str(part.partlabel, "wurzel-ü", "its label, including non-ASCII characters");
	tap_str(part.parttype, "0fc63daf-8483-4772-8e79-3d69d8477de4", "its type, data");
	tap_ok(part.partflags == 0, "no attributes");
	read_disk("gpt", 128);
	tap_str(part.partuuid, "12345678-9abc-def0-1234-56789abcdef0", "the last: its UUID");
	tap_str(part.partlabel, "the last one", "its label");
	tap_str(part.parttype, "4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "its type, a root");
	tap_ok(part.partflags == UINT64_C(1) << 60, "its attribute");
	read_disk("gpt", 2);
	tap_str(part.partuuid, "", "an unknown partition keeps empty fields");
	tap_str(part.partlabel, "as the kernel has it", "and keeps what it has");
}

static void mbr(void)
{
	tap_num(read_disk("mbr", 6), 5, "mbr: five partitions");
	tap_str(part.partuuid, "1234abcd-06", "a logical one: its UUID");
	tap_str(part.parttype, "83", "its type");
	tap_str(part.partlabel, "as the kernel has it", "there are no labels");
	tap_ok(part.partflags == 0, "and no attributes");
}

static void failing(void)
{
	tap_num(read_disk("ext4", 1), 1, "no table");
	error = -EIO;
	tap_num(read_disk("gpt", 1), -EIO, "a disk that cannot be read");
	error = 0;
	sector = "4096\n";
	tap_num(read_disk("gpt", 1), 1, "sectors of another size");
	sector = "many\n";
	tap_num(read_disk("gpt", 1), -EINVAL, "sectors of no size");
	sector = NULL;
	tap_num(read_disk("gpt", 1), -ENOENT, "a disk that has gone");
}

static const struct {
	const char *disk;
	uint32_t number;
	const char *name; /* NULL: none */
} names[] = {
	{"sda", 1, "sda1"},
	{"vdaa", 128, "vdaa128"},
	{"nvme0n1", 2, "nvme0n1p2"},
	{"mmcblk0", 1, "mmcblk0p1"},
	{"md127", 5, "md127p5"},
	{"cciss!c0d0", 1, "cciss!c0d0p1"},
	{"a-disk-that-has-thirty-letters", 9, "a-disk-that-has-thirty-letters9"},
	{"a-disk-that-has-thirty-letters", 10, NULL},
};

static void naming(void)
{
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct blockdev disk;
		char name[BLOCKDEV_NAME_SIZE];
		int err;

		text_copy(disk.name, sizeof(disk.name), names[i].disk);
		err = partition_name(&disk, names[i].number, name);
		tap_str(err ? NULL : name, names[i].name, "partition %u of '%s'", names[i].number,
			names[i].disk);
	}
}

int main(void)
{
	gpt();
	mbr();
	failing();
	naming();
	return tap_done();
}
