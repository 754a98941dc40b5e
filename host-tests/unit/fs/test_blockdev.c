// SPDX-License-Identifier: GPL-2.0
/* A simulated /sys/class/block: this file replaces lib/sys*.c. */
#include "fs/blockdev.h"

#include <errno.h>
#include <string.h>

#include "host-tests/standin/never.h"
#include "host-tests/tap.h"
#include "lib/sys.h"

NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)
NEVER(int, sys_stat, int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
NEVER(ssize_t, sys_getdents, int fd, void *buf, size_t len)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CLASS        "/sys/class/block/"

#define X16  "0123456789abcdef"
#define X128 X16 X16 X16 X16 X16 X16 X16 X16
#define X256 X128 X128

/* Files, and links with a target. */
static const struct {
	const char *path, *text, *target;
} sys[] = {
	{CLASS "sda", NULL, "../../devices/pci0000:00/host0/block/sda"},
	{CLASS "sda/uevent", "MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\nDISKSEQ=7\n", NULL},
	{CLASS "sda/size", "16777216\n", NULL},
	{CLASS "sda/removable", "1\n", NULL},

	{CLASS "sda2", NULL, "../../devices/pci0000:00/host0/block/sda/sda2"},
	{CLASS "sda2/uevent",
	 "MAJOR=8\nMINOR=2\nDEVNAME=sda2\nDEVTYPE=partition\nPARTN=2\nPARTNAME=the root \n"
	 "PARTUUID=1234abcd-02\n",
	 NULL},
	{CLASS "sda2/size", "2048\n", NULL},

	{CLASS "sda/queue/logical_block_size", "4096\n", NULL},
	{CLASS "sdb/queue/logical_block_size", "4294967296\n", NULL},

	{CLASS "dm-0/uevent", "MAJOR=253\nMINOR=0\nDEVNAME=dm-0\nDEVTYPE=disk\n", NULL},
	{CLASS "dm-0/dm/name", "vg-root\n", NULL},
	{CLASS "dm-0/size", "8\n", NULL},
	{CLASS "dm-1/uevent", "MAJOR=253\nMINOR=1\nDEVNAME=dm-1\nDEVTYPE=disk\n", NULL},

	{CLASS "cciss!c0d0", NULL, "../../devices/block/cciss!c0d0"},
	{CLASS "cciss!c0d0/uevent", "MAJOR=104\nMINOR=0\nDEVNAME=cciss/c0d0\nDEVTYPE=disk", NULL},
	{CLASS "cciss!c0d0/size", "36028797018963967\n", NULL},
	{CLASS "cciss!c0d0/removable", "0\n", NULL},

	/* case P24: as long as the kernel allows, with the needed variable last */
	{CLASS "full/uevent",
	 "MAJOR=9\nMINOR=0\nX=" X256 X256 X256 X256 X256 X256 X256 X128 "\nPARTN=3\n", NULL},
	{CLASS "full/size", "8\n", NULL},
	{CLASS "full", NULL, "../../devices/block/whole/full"},

	{CLASS "huge/uevent", "MAJOR=9\nMINOR=0\n", NULL},
	{CLASS "huge/size", "36028797018963968\n", NULL},

	{CLASS "flag/uevent", "MAJOR=9\nMINOR=0\n", NULL},
	{CLASS "flag/size", "8\n", NULL},
	{CLASS "flag/removable", "2\n", NULL},

	{CLASS "odd/uevent", "MAJOR=9\nMINOR=x\n", NULL},

	{CLASS "label/uevent",
	 "PARTN=1\nPARTNAME=01234567890123456789012345678901234567890123456789012345678901234567"
	 "89012345678901234567890123456789012345678901\n",
	 NULL},

	{CLASS "lost/uevent", "MAJOR=9\nMINOR=0\nPARTN=1\n", NULL},
	{CLASS "lost", NULL, "lost"},

	{CLASS "half/uevent", "MAJOR=9\nMINOR=0\n", NULL},
};

static unsigned opened; /* row of the open file; one at a time */
static size_t at;

static int find(const char *path)
{
	for (unsigned i = 0; i < COUNT(sys); i++)
		if (strcmp(sys[i].path, path) == 0)
			return i;
	return -ENOENT;
}

int sys_open(int dirfd, const char *path, int flags)
{
	int row = find(path);

	(void)dirfd, (void)flags;
	if (row < 0 || !sys[row].text)
		return -ENOENT;
	opened = row;
	at = 0;
	return 3;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

/* Short reads. */
ssize_t sys_read(int fd, void *buf, size_t len)
{
	const char *text = sys[opened].text + at;
	size_t left = strlen(text);

	(void)fd;
	if (len > 5)
		len = 5;
	if (len > left)
		len = left;
	memcpy(buf, text, len);
	at += len;
	return len;
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	int row = find(path);

	(void)dirfd;
	if (row < 0 || !sys[row].target)
		return -ENOENT;
	if (len > strlen(sys[row].target))
		len = strlen(sys[row].target);
	memcpy(buf, sys[row].target, len);
	return len;
}

static void long_uevent(void)
{
	struct blockdev dev = {.partition = 0};

	tap_num(blockdev_read("full", &dev), 0, "a uevent file of 1,950 bytes is read");
	tap_num(dev.partition, 3, "to its end");
}

static void disk(void)
{
	struct blockdev dev;

	tap_num(blockdev_read("sda", &dev), 0, "a disk is read");
	tap_str(dev.name, "sda", "its name");
	tap_ok(dev.major == 8 && dev.minor == 0, "its number");
	tap_ok(dev.size == 8589934592, "its size, beyond 32 bits");
	tap_ok(dev.partition == 0 && !*dev.disk && !*dev.partlabel, "it is no partition");
	tap_ok(dev.removable, "it is removable");
}

static void partition(void)
{
	struct blockdev dev;

	tap_num(blockdev_read("sda2", &dev), 0, "a partition is read");
	tap_num(dev.partition, 2, "its number");
	tap_str(dev.disk, "sda", "its disk");
	tap_str(dev.partlabel, "the root ", "its label, with the blank at its end");
	tap_str(dev.partuuid, "1234abcd-02", "its UUID");
	tap_ok(!dev.removable, "its disk is removable");
}

static void mapper(void)
{
	struct blockdev dev;

	tap_num(blockdev_read("dm-0", &dev), 0, "a device of the mapper is read");
	tap_str(dev.mapper, "vg-root", "its name there");
}

/* A removable flag that is missing or neither 0 nor 1 means not removable. */
static void flags(void)
{
	struct blockdev dev;

	tap_num(blockdev_read("dm-0", &dev), 0, "a device without a removable flag");
	tap_ok(!dev.removable, "is not");
	tap_num(blockdev_read("flag", &dev), 0, "an invalid removable flag");
	tap_ok(!dev.removable, "is not, either");
}

static void sectors(void)
{
	struct blockdev sda = {.name = "sda"}, sdb = {.name = "sdb"}, sdc = {.name = "sdc"};
	uint32_t sector = 42;

	tap_num(blockdev_sector(&sdc, &sector), -ENOENT, "no disk, no sectors");
	tap_num(blockdev_sector(&sdb, &sector), -ERANGE, "sectors larger than any disk's");
	tap_num(sector, 42, "which changes nothing");
	tap_num(blockdev_sector(&sda, &sector), 0, "sectors");
	tap_num(sector, 4096, "of 4 KiB");
}

static void slash(void)
{
	struct blockdev dev;
	char path[sizeof("/dev/cciss/c0d0")];

	tap_num(blockdev_read("cciss!c0d0", &dev), 0, "a name with '!' is read");
	tap_ok(dev.size == UINT64_MAX / 512 * 512, "the largest size there can be");
	tap_num(blockdev_path(&dev, path, sizeof(path)), sizeof(path) - 1, "its path fits");
	tap_str(path, "/dev/cciss/c0d0", "and has '/'");
	tap_num(blockdev_path(&dev, path, sizeof(path) - 1), -ENAMETOOLONG,
		"its path does not fit one byte less");
}

static const struct {
	const char *what, *name;
	int err;
} failures[] = {
	{"a device that is gone", "sdz", -ENOENT},
	{"a device that disappears during the read", "half", -ENOENT},
	{"no name", "", -EINVAL},
	{"the directory itself", ".", -EINVAL},
	{"a path out of the directory", "../net/lo", -EINVAL},
	{"a longer name than the kernel has", "0123456789abcdef0123456789abcdef", -EINVAL},
	{"a size above 64 bits of bytes", "huge", -ERANGE},
	{"an invalid number", "odd", -EINVAL},
	{"a label longer than the kernel's", "label", -ENAMETOOLONG},
	{"a device of the mapper without a name", "dm-1", -ENOENT},
	{"a partition that lies nowhere", "lost", -EINVAL},
};

static void failing(void)
{
	for (unsigned i = 0; i < COUNT(failures); i++) {
		struct blockdev dev = {.name = "as it was"};

		tap_num(blockdev_read(failures[i].name, &dev), failures[i].err, "%s",
			failures[i].what);
		tap_str(dev.name, "as it was", "%s: nothing is changed", failures[i].what);
	}
}

int main(void)
{
	long_uevent();
	disk();
	partition();
	mapper();
	flags();
	sectors();
	slash();
	failing();
	return tap_done();
}
