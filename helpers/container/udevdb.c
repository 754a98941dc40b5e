// SPDX-License-Identifier: GPL-2.0
/*
 * Device-mapper devices that were set up without udev. When the udev of the real system processes
 * them for the first time (ACTION=="add"), its rules ignore devices without a record in which
 * DM_UDEV_PRIMARY_SOURCE_FLAG is 1 (55-dm.rules of Debian's dmsetup 1.02.185 and 1.02.205,
 * 10-dm.rules upstream). Nothing could then be mounted on them, and units would wait for 90 s. The
 * record is /run/udev/data/bMAJOR:MINOR; PID 1 moves /run to the real root. Its lines (systemd 252,
 * src/libsystemd/sd-device/sd-device.c):
 *
 * 	E:NAME=VALUE	a property; the rules of dmsetup import the flags from here
 * 	V:1		the version of the format
 *
 * The sticky bit keeps the record when an initrd's udev cleans up (`udevadm info --cleanup-db`).
 *
 * The flags are those that libdevmapper would have passed in DM_COOKIE: by _get_udev_flags() of
 * LVM 2.03.16 (lib/activate/dev_manager.c), internal devices of a volume are disabled, and a
 * snapshot has a low priority for the links that it shares with its origin. The rules of 1.02.205
 * import DM_COOKIE_DISABLE_OTHER_RULES_FLAG instead of DM_UDEV_DISABLE_OTHER_RULES_FLAG.
 *
 * Without udev, libdevmapper makes /dev/mapper/NAME a device node, in whose place udev would not
 * make a link ("conflicting device node").
 */
#include "helpers/container/udevdb.h"

#include <stddef.h>
#include <string.h>

#include "fs/blockdev.h"
#include "fs/stack.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define MAPPER "/dev/mapper/"
#define DATA   "/run/udev/data"

enum { MODE = 01644, PATH_SIZE = sizeof(MAPPER) + BLOCKDEV_MAPPER_SIZE };

static const char usual[] = "E:DM_UDEV_PRIMARY_SOURCE_FLAG=1\n"
			    "E:DM_UDEV_RULES=1\n"
			    "E:DM_UDEV_RULES_VSN=2\n",
		  inner[] = "E:DM_UDEV_DISABLE_SUBSYSTEM_RULES_FLAG=1\n"
			    "E:DM_UDEV_DISABLE_DISK_RULES_FLAG=1\n"
			    "E:DM_UDEV_DISABLE_OTHER_RULES_FLAG=1\n"
			    "E:DM_COOKIE_DISABLE_OTHER_RULES_FLAG=1\n",
		  snapshot[] = "E:DM_UDEV_LOW_PRIORITY_FLAG=1\n";

static void write_record(const struct blockdev *dev)
{
	char path[PATH_SIZE], text[512];
	const char *flags = stack_is_inner(dev) ? inner : stack_is_snapshot(dev) ? snapshot : "";
	int fd;

	text_format(text, sizeof(text), "%s%sV:1\n", usual, flags);
	text_format(path, sizeof(path), DATA "/b%u:%u", dev->major, dev->minor);
	fd = sys_create(path, MODE);
	if (fd < 0)
		return;
	(void)sys_write(fd, text, strlen(text)); /* a tmpfs that is full: there is no record */
	sys_close(fd);
}

/* Replaces a device node in one step. Several helpers may do so at the same time. */
static void make_link(const struct blockdev *dev)
{
	char target[sizeof("../") + BLOCKDEV_NAME_SIZE], path[PATH_SIZE], draft[PATH_SIZE];

	text_format(target, sizeof(target), "../%s", dev->name);
	text_format(path, sizeof(path), MAPPER "%s", dev->mapper);
	text_format(draft, sizeof(draft), MAPPER ".gangway-%d", (int)sys_getpid());
	if (!sys_symlink(target, draft) && sys_rename(draft, path))
		(void)sys_unlink(SYS_CWD, draft, 0); /* the node remains usable */
}

static int take_device(void *context, const char *name, unsigned char type)
{
	struct blockdev dev;

	(void)context;
	(void)type;
	if (text_after(name, "dm-") && !blockdev_read(name, &dev) && *dev.mapper) {
		write_record(&dev);
		if (!text_equal(dev.mapper, "control")) /* the device of the device mapper itself */
			make_link(&dev);
	}
	return 0;
}

void udevdb_write(void)
{
	(void)sys_mkdir("/run/udev", 0755); /* they may exist; creating the files needs them */
	(void)sys_mkdir(DATA, 0755);
	(void)file_each(SYS_CWD, "/sys/class/block", take_device, NULL);
}
