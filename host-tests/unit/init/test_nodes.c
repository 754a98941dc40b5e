// SPDX-License-Identifier: GPL-2.0
/* Device nodes that are made from /sys, on a machine whose files are a table. Case P11. */
#include "init/base/nodes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host-tests/standin/never.h"
#include "host-tests/tap.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { DIR_FD = 50 };

static const struct {
	const char *path, *text;
} files[] = {
	{"/sys/dev/char/5:1/uevent", "MAJOR=5\nMINOR=1\nDEVNAME=console\nDEVMODE=0640\n"},
	{"/sys/dev/char/10:1/uevent", "MAJOR=10\nMINOR=1\nDEVNAME=input/mice\n"},
	{"/sys/dev/char/7:1/uevent", "MAJOR=7\nMINOR=1\n"},
	{"/sys/dev/block/8:0/uevent", "MAJOR=8\nMINOR=0\nDEVNAME=sda\nDEVTYPE=disk\nDEVMODE=01666"},
	{"/sys/devices/x/sdb/uevent", "MAJOR=8\nMINOR=16\nDEVNAME=sdb\n"},
	{"/sys/devices/x/net/uevent", "DEVNAME=net\n"},
	{"/sys/devices/x/deep/uevent", "MAJOR=1\nMINOR=2\nDEVNAME=a/b/c\n"},
};

static const char *file; /* the rest of the open file */
static const char *const *names;
static char did[512];
static struct sys_stat present; /* the node of every path; mode 0: none */

static void note(const char *format, const char *path, unsigned mode, unsigned major,
		 unsigned minor)
{
	size_t len = strlen(did);

	snprintf(did + len, sizeof(did) - len, format, path, mode, major, minor);
}

int sys_open(int dirfd, const char *path, int flags)
{
	static const char *const chars[] = {"5:1", "10:1", "7:1", "9:9", NULL};
	static const char *const blocks[] = {"8:0", NULL};

	(void)dirfd, (void)flags;
	names = text_equal(path, "/sys/dev/char")    ? chars
		: text_equal(path, "/sys/dev/block") ? blocks
						     : NULL;
	for (unsigned i = 0; !names && i < sizeof(files) / sizeof(files[0]); i++) {
		if (text_equal(files[i].path, path)) {
			file = files[i].text;
			return 3;
		}
	}
	return names ? DIR_FD : -ENOENT;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	(void)fd;
	len = strlen(file) < len ? strlen(file) : len;
	memcpy(buf, file, len);
	file += len;
	return len;
}

/* One entry of struct linux_dirent64 at a time, of the two directories in turn. */
ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	static const char *const *at;
	static const char *const *of;
	unsigned short entry_len = 64;
	char *entry = buf;

	(void)fd, (void)len;
	if (of != names && names)
		at = of = names;
	if (!*at)
		return 0;
	memset(entry, 0, entry_len);
	memcpy(entry + 16, &entry_len, sizeof(entry_len));
	snprintf(entry + 19, 32, "%s", *at++);
	return entry_len;
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)path;
	*ret_stat = present;
	return present.mode && flags == AT_SYMLINK_NOFOLLOW ? 0 : -ENOENT;
}

int sys_mkdir(const char *path, uint32_t mode)
{
	note("mkdir %s %o; ", path, mode, 0, 0);
	return 0;
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	(void)dirfd;
	note(flags ? "rmdir %s; " : "unlink %s; ", path, 0, 0, 0);
	return 0;
}

int sys_mknod(const char *path, uint32_t mode, uint32_t major, uint32_t minor)
{
	note("mknod %s %o %u:%u; ", path, mode, major, minor);
	return 0;
}

NEVER(ssize_t, sys_write, int fd, const void *buf, size_t len)

static void event(const char *action, const char *subsystem, const char *devpath,
		  const char *devname)
{
	const struct uevent e = {.action = action,
				 .subsystem = subsystem,
				 .devpath = devpath,
				 .devname = devname,
				 .modalias = ""};

	did[0] = '\0';
	nodes_event(&e);
}

static void scans(void)
{
	did[0] = '\0';
	nodes_scan();
	tap_str(did,
		"unlink /dev/console; mknod /dev/console 20640 5:1; "
		"mkdir /dev/input 755; unlink /dev/input/mice; mknod /dev/input/mice 20600 10:1; "
		"unlink /dev/sda; mknod /dev/sda 60600 8:0; ",
		"nodes of all devices that have a name, with type, mode and number");
}

static void events(void)
{
	event("add", "block", "/devices/x/sdb", "sdb");
	tap_str(did, "unlink /dev/sdb; mknod /dev/sdb 60600 8:16; ", "the node of a new disk");
	event("change", "tty", "/devices/x/deep", "a/b/c");
	tap_str(did,
		"mkdir /dev/a 755; mkdir /dev/a/b 755; unlink /dev/a/b/c; "
		"mknod /dev/a/b/c 20600 1:2; ",
		"the node of a device in a directory");
	event("remove", "block", "/devices/x/sdb", "sdb");
	tap_str(did, "unlink /dev/sdb; ", "the node of a removed disk is removed");
	event("add", "net", "/devices/x/net", "net");
	tap_str(did, "", "a device without a number gets none");
	event("add", "block", "/devices/x/gone", "gone");
	tap_str(did, "", "nor does one that is gone");
	event("add", "block", "/devices/x/sdb", "");
	tap_str(did, "", "nor one without a name");
}

static void present_node(uint32_t mode, uint32_t minor, const char *want, const char *what)
{
	present = (struct sys_stat){.mode = mode, .major = 8, .minor = minor};
	event("add", "block", "/devices/x/sdb", "sdb");
	tap_str(did, want, "%s", what);
	present.mode = 0;
}

int main(void)
{
	static const char made[] = "unlink /dev/sdb; mknod /dev/sdb 60600 8:16; ";

	scans();
	events();
	present_node(S_IFBLK | 0660, 16, "", "the right node is kept, with its mode");
	present_node(S_IFBLK | 0660, 17, made, "one with another number is replaced");
	present_node(S_IFCHR | 0660, 16, made, "so is one of another type");
	present_node(S_IFREG | 0660, 16, made, "or a file");
	return tap_done();
}
