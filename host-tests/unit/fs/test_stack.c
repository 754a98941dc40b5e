// SPDX-License-Identifier: GPL-2.0
/* Stacked devices in a simulated /sys/class/block. */
#include "fs/stack.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/standin/never.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "lib/text.h"

NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)
NEVER(int, sys_stat, int dirfd, const char *path, int flags, struct sys_stat *ret_stat)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ID           "GROUPGROUPGROUPGROUPGROUPGROUP12"
#define ROOT         "LVM-" ID "rootrootrootrootrootrootroot1234"
#define SNAP         "LVM-" ID "snapsnapsnapsnapsnapsnapsnap1234"

/* Expected answers: h, i and s for held, inner, snapshot. */
static const struct {
	const char *what, *name, *mapper, *uuid;
	const char *holder;
	const char *slaves[3];
	const char *answers;
} devices[] = {
	{"a disk", "sda", "", NULL, NULL, {NULL}, ""},
	{"a member of an array", "sdb", "", NULL, "md127", {NULL}, "h"},
	{"a LUKS volume", "sde", "", NULL, "dm-15", {NULL}, "h"},
	{"an array", "md127", "", NULL, NULL, {"sdb", "sdc"}, ""},

	/* case R1: a volume with a snapshot */
	{"the origin", "dm-0", "vg-root", ROOT, NULL, {"dm-1"}, ""},
	{"the layer below it", "dm-1", "vg-root-real", ROOT "-real", "dm-0", {"sdd"}, "hi"},
	{"the snapshot's changes", "dm-2", "vg-snap-cow", SNAP "-cow", "dm-3", {"sdd"}, "hi"},
	{"the snapshot", "dm-3", "vg-snap", SNAP, NULL, {"dm-1", "dm-2"}, "s"},
	/* merging: the origin absorbs the snapshot */
	{"an origin that merges", "dm-4", "vg-root", ROOT, NULL, {"dm-1", "dm-2"}, ""},

	/* case R1: volumes of several parts, not held yet */
	{"a leg of a RAID", "dm-5", "vg-root_rimage_0", ROOT, NULL, {"sdd"}, "i"},
	{"its metadata", "dm-6", "vg-root_rmeta_0", ROOT, NULL, {"sdd"}, "i"},
	{"what pvmove moves", "dm-6", "my--vg-pvmove0", ROOT, NULL, {"sdd"}, "i"},
	{"a group with a leg's name", "dm-6", "my_mlog-root", ROOT, NULL, {"sdd"}, ""},
	{"a group with pvmove's name", "dm-6", "x--pvmove0---root", ROOT, NULL, {"sdd"}, ""},
	{"a leg of a mirror", "dm-7", "vg-root_mimage_1", ROOT, NULL, {"sdd"}, "i"},
	{"its log", "dm-8", "vg-root_mlog", ROOT, NULL, {"sdd"}, "i"},
	{"a thin pool", "dm-9", "vg-pool-tpool", ROOT "-tpool", NULL, {"sdd"}, "i"},
	{"its data", "dm-10", "vg-pool_tdata", ROOT "-tdata", NULL, {"sdd"}, "i"},
	{"a cached volume's origin", "dm-11", "vg-root_corig", ROOT "-real", NULL, {"sdd"}, "i"},
	{"a cache", "dm-12", "vg-fast_cvol", ROOT "-cvol", NULL, {"sdd"}, "i"},
	{"a thin volume", "dm-13", "vg-root", ROOT, NULL, {"dm-9"}, ""},
	{"a volume whose group is called so", "dm-14", "vg--real-root", ROOT, NULL, {"sdd"}, ""},

	{"LUKS", "dm-15", "root", "CRYPT-LUKS2-1234-root", NULL, {"sde"}, ""},
	{"what lies below LUKS with integrity",
	 "dm-16",
	 "root_dif",
	 "CRYPT-SUBDEV-12-root_dif",
	 NULL,
	 {"sde"},
	 "i"},
	{"what cryptsetup uses for a moment",
	 "dm-17",
	 "temporary-cryptsetup-99",
	 "CRYPT-TEMP-99",
	 NULL,
	 {"sde"},
	 "i"},
	{"a path's map", "dm-18", "mpatha", "mpath-3600", "dm-19", {"sdf"}, "h"},
	{"its partition", "dm-19", "mpatha-part1", "part1-mpath-3600", NULL, {"dm-18"}, ""},
	{"one without a UUID, with a leg's name", "dm-20", "my_rimage_0", "", NULL, {"sdg"}, ""},
	{"one with a UUID that is too long", "dm-21", "vg-root", ROOT ROOT ROOT, NULL, {"sdg"}, ""},
};

/* ---- system calls: one file or directory is open at a time ---- */

static const char *entries[4];
static unsigned listed;
static char text[512];
static size_t at;
static int error; /* of all reads */

static int find(const char *name, size_t len)
{
	for (unsigned i = 0; i < COUNT(devices); i++)
		if (strlen(devices[i].name) == len && memcmp(devices[i].name, name, len) == 0)
			return i;
	return -ENOENT;
}

static int open_uuid(int i)
{
	if (i < 0 || !devices[i].uuid)
		return -ENOENT;
	at = 0;
	snprintf(text, sizeof(text), "%s\n", devices[i].uuid);
	return 4;
}

int sys_open(int dirfd, const char *path, int flags)
{
	const char *name = text_after(path, "/sys/class/block/");
	size_t len = strcspn(name, "/");
	const char *rest = name + len, *slave = text_after(rest, "/slaves/");
	int i = find(name, len);

	(void)dirfd, (void)flags;
	if (i < 0)
		return i;
	if (slave)
		return open_uuid(find(slave, strcspn(slave, "/")));
	if (text_equal(rest, "/dm/uuid"))
		return open_uuid(i);
	listed = 0;
	memset(entries, 0, sizeof(entries));
	if (text_equal(rest, "/holders"))
		entries[0] = devices[i].holder;
	else
		memcpy(entries, devices[i].slaves, sizeof(devices[i].slaves));
	return 3;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	size_t left = strlen(text) - at;

	(void)fd;
	if (error)
		return error;
	if (len > left)
		len = left;
	memcpy(buf, text + at, len);
	at += len;
	return len;
}

/* Returns one struct linux_dirent64 at a time. */
ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	unsigned short entry_len = 64;
	char *entry = buf;

	(void)fd, (void)len;
	if (error || !entries[listed])
		return error;
	memset(entry, 0, entry_len);
	memcpy(entry + 16, &entry_len, sizeof(entry_len));
	snprintf(entry + 19, BLOCKDEV_NAME_SIZE, "%s", entries[listed++]);
	return entry_len;
}

/* ---- tests ---- */

static void ask(unsigned i, const char *answers)
{
	struct blockdev dev = {.name = ""};
	char got[4] = "";

	text_copy(dev.name, sizeof(dev.name), devices[i].name);
	text_copy(dev.mapper, sizeof(dev.mapper), devices[i].mapper);
	if (stack_is_held(dev.name))
		strcat(got, "h");
	if (stack_is_inner(&dev))
		strcat(got, "i");
	if (stack_is_snapshot(&dev))
		strcat(got, "s");
	tap_str(got, answers, "%s%s", devices[i].what, error ? ", if nothing can be read" : "");
}

int main(void)
{
	char mapped[BLOCKDEV_NAME_SIZE];

	for (unsigned i = 0; i < COUNT(devices); i++)
		ask(i, devices[i].answers);
	error = -EIO;
	ask(1, "");
	ask(3, "");
	tap_ok(!stack_is_held("sdz"), "a device that is gone");
	error = 0;
	tap_ok(!stack_unlocked("sdb", mapped), "a member of an array is no LUKS volume");
	tap_ok(stack_unlocked("sde", mapped), "one that is unlocked");
	tap_str(mapped, "dm-15", "by its name");
	tap_ok(!stack_unlocked("sda", mapped), "a disk that nothing holds");
	return tap_done();
}
