// SPDX-License-Identifier: GPL-2.0
/*
 * The list of devices on a machine that is a table. The children are real; what they open and read
 * is counted, so that "once" can be tested.
 */
#include "init/devices/devices.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host-tests/sparse.h"
#include "host-tests/standin/never.h"
#include "host-tests/tap.h"
#include "init/base/log.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { MACHINE = 1300, SYSFS = 5000, DEV = 10000, ENTRIES_AT = 1024, MANY_DISKS = 256 };

#define LAST "d255p4"

/* The machine's devices. */
static struct fake {
	char name[BLOCKDEV_NAME_SIZE];
	const char *disk; /* of a partition */
	unsigned number;
	unsigned sectors;
	bool gone, unreadable, silent, removable;
	bool raid; /* 4,096-byte sectors; a firmware RAID two sectors before the end */
} machine[MACHINE];
static unsigned machine_count;
static char names[MANY_DISKS][BLOCKDEV_NAME_SIZE]; /* of disks with partitions */

/* What the children have done, by the number of the device. */
static struct counts {
	unsigned opened[MACHINE], tables[MACHINE];
} * counts;

static struct sparse table; /* on every disk: the partitions 1 and 128 */
static struct devices devices;
static int64_t now;
static unsigned children, errors;
static bool no_fork;

/* ---- the system call layer ---- */

static char sysfs[256];
static size_t sysfs_at;
static unsigned listed;

/* The device in a path, up to the next '/' if there is one. */
static int fake_of(const char *name)
{
	size_t len = strcspn(name, "/");

	for (unsigned i = 0; i < machine_count; i++)
		if (!machine[i].gone && strlen(machine[i].name) == len &&
		    memcmp(machine[i].name, name, len) == 0)
			return i;
	return -ENOENT;
}

static int open_attribute(const char *path)
{
	const char *attribute = strrchr(path, '/') + 1;
	int i = fake_of(path);
	const struct fake *fake = &machine[i < 0 ? 0 : i];

	if (i < 0)
		return i;
	sysfs_at = 0;
	if (text_equal(attribute, "uevent"))
		snprintf(sysfs, sizeof(sysfs),
			 fake->number ? "MAJOR=8\nMINOR=%d\nPARTN=%u\n" : "MAJOR=8\nMINOR=%d\n", i,
			 fake->number);
	else if (text_equal(attribute, "size"))
		snprintf(sysfs, sizeof(sysfs), "%u\n", fake->sectors);
	else if (text_equal(attribute, "removable"))
		snprintf(sysfs, sizeof(sysfs), "%d\n", fake->removable);
	else if (text_equal(attribute, "logical_block_size"))
		snprintf(sysfs, sizeof(sysfs), "%d\n", fake->raid ? 4096 : 512);
	else
		return -ENOENT;
	return SYSFS;
}

static int open_device(const char *name)
{
	int i = fake_of(name);

	if (i < 0)
		return i;
	counts->opened[i]++;
	while (machine[i].silent)
		pause();
	return machine[i].unreadable ? -EIO : DEV + i;
}

int sys_open(int dirfd, const char *path, int flags)
{
	const char *rest;

	(void)dirfd, (void)flags;
	if ((rest = text_after(path, "/dev/")))
		return open_device(rest);
	if ((rest = text_after(path, "/sys/class/block/")))
		return open_attribute(rest);
	listed = 0;
	return text_equal(path, "/sys/class/block") ? SYSFS : -ENOENT;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	size_t left = strlen(sysfs) - sysfs_at;

	if (fd != SYSFS)
		return read(fd, buf, len);
	if (len > left)
		len = left;
	memcpy(buf, sysfs + sysfs_at, len);
	sysfs_at += len;
	return len;
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	unsigned i = fd - DEV;
	uint64_t raid = machine[i].sectors * 512ULL - 2 * 4096;

	if (machine[i].number || machine[i].raid) {
		memset(buf, 0, len);
		if (machine[i].raid && offset <= raid && offset + len >= raid + 32)
			memcpy((char *)buf + raid - offset, "Intel Raid ISM Cfg Sig. 1.1.00", 30);
		return len;
	}
	counts->tables[i] += offset <= ENTRIES_AT && ENTRIES_AT < offset + len && offset;
	return sparse_read(&table, buf, len, offset);
}

/* One entry of struct linux_dirent64 at a time. */
ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	unsigned short entry_len = 64;
	char *entry = buf;

	(void)fd, (void)len;
	while (listed < machine_count && machine[listed].gone)
		listed++;
	if (listed == machine_count)
		return 0;
	memset(entry, 0, entry_len);
	memcpy(entry + 16, &entry_len, sizeof(entry_len));
	snprintf(entry + 19, BLOCKDEV_NAME_SIZE, "%s", machine[listed++].name);
	return entry_len;
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	int i = fake_of(path + sizeof("/sys/class/block/") - 1);
	char link[128];

	(void)dirfd;
	if (i < 0)
		return i;
	snprintf(link, sizeof(link), "../../devices/block/%s/%s", machine[i].disk, machine[i].name);
	if (len > strlen(link))
		len = strlen(link);
	memcpy(buf, link, len);
	return len;
}

int sys_pipe(int ret_fds[2])
{
	return pipe(ret_fds) ? -errno : 0;
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	return write(fd, buf, len);
}

int sys_poll(struct pollfd *fds, size_t count, int64_t timeout)
{
	return poll(fds, count, timeout / 1000);
}

pid_t sys_fork(void)
{
	pid_t pid;

	if (no_fork)
		return -EAGAIN;
	pid = fork();
	children += pid > 0;
	return pid;
}

void sys_exit(int status)
{
	_exit(status);
}

int64_t sys_now(void)
{
	return now;
}

void log_error(const char *format, ...)
{
	(void)format;
	errors++;
}

/* Needed to link lib/file.c; this test never calls it. */
NEVER(int, sys_ioctl, int fd, unsigned long request, void *arg)
NEVER(int, sys_stat, int dirfd, const char *path, int flags, struct sys_stat *ret_stat)

/* ---- the machine, and what PID 1 does ---- */

static struct fake *plug(const char *name, const char *disk, unsigned number)
{
	struct fake *fake = &machine[machine_count++];

	*fake = (struct fake){.disk = disk, .number = number, .sectors = 8192};
	text_copy(fake->name, sizeof(fake->name), name);
	return fake;
}

static struct fake *plug_number(const char *name, unsigned number)
{
	char text[BLOCKDEV_NAME_SIZE];

	text_format(text, sizeof(text), "%s%u", name, number);
	return plug(text, NULL, 0);
}

static void begin(void)
{
	memset(machine, 0, sizeof(machine));
	memset(counts, 0, sizeof(*counts));
	if (devices.count) {
		close(devices.report[0]);
		close(devices.report[1]);
	}
	memset(&devices, 0, sizeof(devices));
	machine_count = children = errors = 0;
	if (devices_open(&devices))
		exit(99);
}

static void bury(pid_t pid)
{
	children--;
	devices_reaped(&devices, pid);
}

/* Runs probes until nothing more happens, except for `silent` children that never report. */
static void settle(unsigned silent)
{
	devices_start(&devices);
	while (children > silent) {
		bury(waitpid(-1, NULL, 0));
		devices_start(&devices);
	}
}

static struct device *device(const char *name)
{
	return devlist_find(&devices, name);
}

/* How often the device was opened; the names are those of machine[]. */
static unsigned opened(const char *name)
{
	return counts->opened[fake_of(name)];
}

static unsigned tables(const char *name)
{
	return counts->tables[fake_of(name)];
}

/* ---- each disk is probed once ---- */

static void plug_disk(void)
{
	begin();
	plug("sda", NULL, 0);
	plug("sda1", "sda", 1);
	plug("sda128", "sda", 128);
}

static void check_disk(const char *how)
{
	tap_ok(!devlist_probing(&devices), "%s: all devices are probed", how);
	tap_num(opened("sda") + opened("sda1") + opened("sda128"), 3,
		"%s: each device is probed once", how);
	tap_num(tables("sda"), 1, "%s: the partition table is read once", how);
	tap_str(device("sda1")->dev.partuuid, "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
		"%s: the UUID of the first partition", how);
	tap_str(device("sda128")->dev.partlabel, "the last one",
		"%s: the label of the last partition", how);
}

static void each_once(void)
{
	plug_disk();
	devices_add(&devices, "sda");
	devices_add(&devices, "sda1");
	devices_add(&devices, "sda128");
	settle(0);
	check_disk("a disk and its partitions");

	plug_disk();
	devices_scan(&devices);
	devices_add(&devices, "sda");
	devices_add(&devices, "sda1");
	settle(0);
	devices_add(&devices, "sda128");
	devices_scan(&devices);
	settle(0);
	check_disk("a scan before the events, and after them");

	plug_disk();
	devices_add(&devices, "sda");
	settle(0);
	devices_add(&devices, "sda1");
	devices_add(&devices, "sda128");
	settle(0);
	check_disk("partitions that are announced late");

	plug_disk();
	devices_add(&devices, "sda1");
	devices_add(&devices, "sda128");
	settle(0);
	devices_add(&devices, "sda");
	settle(0);
	check_disk("partitions before their disk");
}

/* ---- and again if necessary ---- */

static void new_partition(void)
{
	plug_disk();
	machine[2].gone = true;
	devices_add(&devices, "sda");
	settle(0);
	tap_ok(!device("sda128"), "a partition of the table that the kernel lacks is ignored");
	machine[2].gone = false;
	devices_add(&devices, "sda128");
	settle(0);
	tap_num(tables("sda"), 2, "for a partition that is created later the table is read again");
	tap_str(device("sda128")->dev.partlabel, "the last one", "which contains its label");
}

static void changes(void)
{
	plug_disk();
	devices_scan(&devices);
	settle(0);
	machine[0].sectors = 0;
	devices_change(&devices, "sda");
	tap_ok(!devlist_probing(&devices) && !device("sda")->dev.size, "a medium that is removed");
	machine[0].sectors = 8192;
	devices_change(&devices, "sda");
	settle(0);
	tap_num(opened("sda"), 2, "and inserted again is probed");
	devices_change(&devices, "sda");
	devices_start(&devices);
	devices_change(&devices, "sda");
	devices_change(&devices, "sda");
	settle(0);
	tap_num(opened("sda"), 4,
		"a device that changes during its probe is probed again afterwards, once");
	devices_remove(&devices, "sda");
	tap_ok(!device("sda"), "a removed device is gone");
	devices_add(&devices, "sda");
	settle(0);
	tap_num(opened("sda"), 5, "and is probed when it appears again");
}

static void too_early(void)
{
	begin();
	plug("sda", NULL, 0)->unreadable = true;
	devices_scan(&devices);
	devices_start(&devices);
	devices_add(&devices, "sda");
	settle(0);
	tap_num(opened("sda"), 2, "a probe that began before the event and failed is repeated");
	tap_num(device("sda")->error, -EIO, "a probe that began after the event has failed");
	devices_scan(&devices);
	tap_ok(!devlist_probing(&devices), "and is not repeated by a scan");
	machine[0].unreadable = false;
	devices_add(&devices, "sda");
	settle(0);
	tap_ok(device("sda")->state == DEVICE_KNOWN,
	       "but is repeated when the device is announced again");
}

static void dies(void)
{
	pid_t child;

	begin();
	plug("sda", NULL, 0)->silent = true;
	devices_add(&devices, "sda");
	devices_start(&devices);
	child = device("sda")->probe_pid;
	kill(child, SIGKILL);
	bury(waitpid(child, NULL, 0));
	tap_ok(device("sda")->state == DEVICE_FAILED,
	       "a probe that dies without a report has failed");
	tap_ok(!devices_reaped(&devices, child), "and its pid is no longer known");
}

/* ---- repeated probes ---- */

/* Case P7: one failed read does not exclude a disk, and two failures do not hide its table. */
static void fails_once(void)
{
	begin();
	plug("sda", NULL, 0)->unreadable = true;
	devices_add(&devices, "sda");
	settle(0);
	tap_ok(device("sda")->state == DEVICE_FAILED && !devices_probed(device("sda")),
	       "a disk that could not be read once does not count as probed");
	tap_num(devices_start(&devices), SYS_SECOND, "it is read again after a second");
	settle(0);
	tap_num(opened("sda"), 1, "and not earlier");
	now += SYS_SECOND;
	settle(0);
	tap_ok(opened("sda") == 2 && devices_probed(device("sda")),
	       "after two failures its partitions may be used");
	tap_num(devices_start(&devices), 2 * SYS_SECOND, "the next try is after two seconds");
	machine[0].unreadable = false;
	now += 2 * SYS_SECOND;
	settle(0);
	tap_ok(device("sda")->state == DEVICE_KNOWN && !device("sda")->error,
	       "a probe that succeeds counts");
	tap_num(devices_start(&devices), -1, "then it is not probed again");
}

/* Firmware RAIDs exist on whole disks only. */
static void firmware_raid(void)
{
	begin();
	plug("sda", NULL, 0)->raid = true;
	plug("sda1", "sda", 1)->raid = true;
	devices_add(&devices, "sda");
	devices_add(&devices, "sda1");
	settle(0);
	tap_str(device("sda")->id.type, "isw_raid_member", "a firmware RAID on a disk");
	tap_ok(device_is_container(device("sda")), "is a container");
	tap_str(device("sda1")->id.type, NULL, "its partition has no type");
}

/* Two disks that fail have their own times. */
static void fail_apart(void)
{
	begin();
	plug("sda", NULL, 0)->unreadable = true;
	plug("sdb", NULL, 0)->unreadable = true;
	devices_add(&devices, "sda");
	settle(0);
	now += SYS_SECOND / 2;
	devices_add(&devices, "sdb");
	settle(0);
	tap_num(devices_start(&devices), SYS_SECOND / 2, "the next try is that of the first disk");
	now += SYS_SECOND / 2;
	settle(0);
	tap_num(devices_start(&devices), SYS_SECOND / 2, "then that of the second");
	tap_ok(opened("sda") == 2 && opened("sdb") == 1, "each is read when it is due");
}

/* A scan notices what the events did not announce. */
static void unannounced(void)
{
	begin();
	plug("sda", NULL, 0);
	plug("sdb", NULL, 0);
	devices_scan(&devices);
	settle(0);
	machine[0].gone = true;
	devices_scan(&devices);
	tap_ok(!device("sda") && device("sdb"), "a scan notices a disk that was removed");
	machine[0].gone = false;
	devices_scan(&devices);
	settle(0);
	tap_ok(device("sda") && opened("sda") == 2 && opened("sdb") == 1,
	       "and one that has appeared");
}

static void after_shell(void)
{
	begin();
	plug("sda", NULL, 0);
	plug("sdb", NULL, 0)->unreadable = true;
	devices_scan(&devices);
	settle(0);
	machine[1].unreadable = false;
	devices_again(&devices);
	settle(0);
	tap_ok(opened("sda") == 2 && device("sdb")->state == DEVICE_KNOWN,
	       "after a shell all devices are probed again, whether they failed or not");
}

/* Case P9: the kernel notices a medium only when the drive is opened. */
static void empty_drive(void)
{
	begin();
	*plug("sr0", NULL, 0) = (struct fake){.name = "sr0", .removable = true};
	plug("loop0", NULL, 0)->sectors = 0;
	devices_scan(&devices);
	settle(0);
	tap_num(opened("sr0"), 0, "an empty drive is not read when it appears");
	now += SYS_SECOND;
	settle(0);
	tap_num(opened("sr0"), 1, "but it is opened periodically");
	tap_ok(device("sr0")->state == DEVICE_KNOWN && !device("sr0")->error,
	       "and does not count as a failed disk");
	machine[0].sectors = 8192;
	now += 2 * SYS_SECOND;
	settle(0);
	tap_num(device("sr0")->dev.size, 8192 * 512, "so that a medium is noticed");
	tap_num(opened("sr0"), 3, "and probed");
	tap_num(opened("loop0"), 0, "a fixed empty device is not opened");
}

/* ---- limited number of probes ---- */

static void end_silent(void)
{
	for (unsigned i = 0; i < devices.count; i++)
		if (devices.list[i].probe_pid)
			kill(devices.list[i].probe_pid, SIGKILL);
	while (children)
		bury(waitpid(-1, NULL, 0));
}

static unsigned count_known(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < devices.count; i++)
		count += devices.list[i].state == DEVICE_KNOWN;
	return count;
}

static void bounded(void)
{
	begin();
	for (unsigned i = 0; i < 100; i++)
		plug_number("d", i)->silent = i < 40;
	devices_scan(&devices);
	tap_ok(devices_start(&devices) > 0, "a hundred disks: some wait");
	tap_num(children, DEVICES_PROBES, "DEVICES_PROBES disks are probed");
	now += 900000;
	tap_ok(devices_start(&devices) > 0 && children == DEVICES_PROBES,
	       "no further probe starts for a second");
	now += 200000;
	tap_ok(devices_start(&devices) > 0, "probes without a report for a second no longer count");
	tap_num(children, 2 * DEVICES_PROBES, "so that other probes start");
	now += 1100000;
	settle(40);
	tap_num(count_known(), 60, "forty disks that do not respond do not delay the other sixty");
	tap_ok(devlist_probing(&devices), "but count as being probed");
	end_silent();
}

static void no_more_processes(void)
{
	begin();
	plug("sda", NULL, 0);
	devices_add(&devices, "sda");
	no_fork = true;
	tap_ok(devices_start(&devices) > 0 && devlist_probing(&devices),
	       "a failed fork() is repeated");
	no_fork = false;
	settle(0);
	tap_ok(device("sda")->state == DEVICE_KNOWN, "and then the disk is probed");
}

/* ---- more devices than entries: case P23 ---- */

static void full(void)
{
	begin();
	for (unsigned i = 0; i < DEVICES; i++)
		plug_number("d", i)->sectors = i == 7 ? 0 : 8192;
	devices_scan(&devices);
	tap_ok(device("d7") && !devices.ignored, "a full list, with an empty drive in it");
	plug_number("e", 0);
	devices_add(&devices, "e0");
	tap_ok(device("e0") && !device("d7") && !devices.ignored, "which is replaced");
	devices_change(&devices, "d7");
	tap_ok(!device("d7") && !devices.ignored, "an empty device does not replace a disk");
	plug_number("e", 1);
	plug_number("e", 2);
	devices_add(&devices, "e1");
	devices_add(&devices, "e2");
	tap_num(devices.ignored, 2, "a disk without a free entry is counted");
	devices_start(&devices);
	devices_start(&devices);
	tap_num(errors, 1, "and logged once");
	end_silent();
	devices_remove(&devices, "d0");
	devices_add(&devices, "e2");
	tap_ok(device("e2"), "the entry of a removed device is reused");
}

static void tiny_and_memory(void)
{
	begin();
	for (unsigned i = 0; i < DEVICES - 3; i++)
		plug_number("d", i);
	plug("loop0", NULL, 0);
	plug("d0p2", "d0", 2)->sectors = 2;
	plug("ram3", NULL, 0);
	devices_scan(&devices);
	plug_number("e", 0);
	plug_number("e", 1);
	plug("loop7", NULL, 0);
	devices_add(&devices, "e0");
	tap_ok(device("e0") && !device("d0p2"), "an extended partition of 1 KiB is replaced first");
	devices_add(&devices, "loop7");
	tap_ok(!device("loop7") && device("loop0"), "a loop device does not replace another");
	devices_add(&devices, "e1");
	tap_ok(device("e1") && !device("loop0") && device("ram3"), "but a disk does");
	tap_num(devices.ignored, 3, "a replaced device counts as ignored");
	plug_number("e", 2);
	devices_add(&devices, "e2");
	tap_ok(device("e2") && !device("ram3"), "so is a RAM disk");
	plug("zram0", NULL, 0);
	devices_add(&devices, "zram0");
	tap_ok(!device("zram0"), "a compressed one does not replace a disk");
	device("d5")->dev.size = 64 << 10;
	device("d6")->dev.size = (64 << 10) - 1;
	plug_number("e", 3);
	plug_number("e", 4);
	devices_add(&devices, "e3");
	tap_ok(device("e3") && !device("d6"), "a device of less than 64 KiB is tiny");
	devices_add(&devices, "e4");
	tap_ok(!device("e4") && device("d5"), "one of 64 KiB is not");
}

/* The root is p4 of the last disk, and is only recognised by its content. */
static enum chance has_chance(const void *context, const struct device *d)
{
	if (text_equal(d->dev.name, context))
		return CHANCE_NAMED;
	return d->state == DEVICE_KNOWN ? CHANCE_NONE : CHANCE_SOME;
}

static void ram_disks(void)
{
	begin();
	devices.chance = has_chance;
	devices.context = "ram1";
	plug("ram0", NULL, 0);
	plug("ram1", NULL, 0);
	plug("d", NULL, 0);
	devices_scan(&devices);
	tap_num(device("ram0")->state, DEVICE_KNOWN, "a RAM disk is not probed");
	tap_num(device("ram1")->state, DEVICE_QUEUED, "unless it may be the root by its name");
	tap_num(device("d")->state, DEVICE_QUEUED, "a disk is, in any case");
}

static void plug_many(void)
{
	char disk[BLOCKDEV_NAME_SIZE], name[BLOCKDEV_NAME_SIZE];

	begin();
	for (unsigned i = 0; i < MANY_DISKS; i++) {
		text_format(disk, sizeof(disk), "d%u", i);
		plug(disk, NULL, 0);
		text_copy(names[i], BLOCKDEV_NAME_SIZE, disk);
		for (unsigned number = 1; number <= 4; number++) {
			text_format(name, sizeof(name), "d%up%u", i, number);
			plug(name, names[i], number);
		}
	}
	devices.chance = has_chance;
}

static void known(void)
{
	for (unsigned i = 0; i < devices.count; i++)
		devices.list[i].state = DEVICE_KNOWN;
}

static void many_disks(void)
{
	plug_many();
	devices.context = "nothing";
	devices_scan(&devices);
	tap_num(devices.ignored, 5 * MANY_DISKS - DEVICES,
		"256 disks of 4 partitions: devices without an entry are "
		"counted");
	tap_ok(!device(LAST), "the last partition has no entry at first");
	known();
	devices_start(&devices);
	tap_ok(device(LAST) && device(LAST)->state != DEVICE_GONE,
	       "it gets one when the others are probed and have other content");
	tap_ok(device("d0") && device("d255"),
	       "all disks are kept, since their partitions need them");
	end_silent();

	plug_many();
	devices.context = LAST;
	devices_scan(&devices);
	tap_ok(device(LAST), "a partition that root= names gets an entry at once");
	devices.count = 0; /* no device has a running probe */
}

int main(void)
{
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (counts == MAP_FAILED || !sparse_corpus("gpt", &table))
		return 99;
	each_once();
	new_partition();
	changes();
	too_early();
	dies();
	fails_once();
	firmware_raid();
	fail_apart();
	unannounced();
	after_shell();
	empty_drive();
	bounded();
	no_more_processes();
	full();
	tiny_and_memory();
	ram_disks();
	many_disks();
	return tap_done();
}
