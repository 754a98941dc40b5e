// SPDX-License-Identifier: GPL-2.0
/*
 * Variables are files of efivarfs: 32 bits of attributes, then the value, here in UTF-16. Most of them are
 * immutable, so that nothing deletes them by accident (Documentation/filesystems/efivarfs.rst, 6.1). The
 * kernel loads its module when it is mounted.
 */
#include "helpers/resume/efivarfs.h"

#include <errno.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <sys/ioctl.h>

#include "fs/names.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define EFI "/sys/firmware/efi"
#define DIR EFI "/efivars"

enum { ATTRIBUTES = 4, VALUE_MAX = 2048, PATH_SIZE = 128 };

static int mount_it(unsigned long flags)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, EFI, 0, &st);

	return err ? err
		   : sys_mount("efivarfs", DIR, "efivarfs",
			       flags | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

int efivarfs_read(const char *name, char *text, size_t size)
{
	char path[PATH_SIZE], value[ATTRIBUTES + VALUE_MAX + 1];
	int err = mount_it(MS_RDONLY);
	long len;

	if (err && err != -EBUSY) /* it is mounted already */
		return err;
	(void)text_format(path, sizeof(path), DIR "/%s", name); /* fits */
	len = file_read(path, value, sizeof(value));
	if (!err)
		(void)sys_umount(DIR, 0); /* a mount that remains is harmless */
	if (len < 0)
		return len;
	return len < ATTRIBUTES ? -EINVAL
				: utf16_text(text, size, (unsigned char *)value + ATTRIBUTES,
					     len - ATTRIBUTES, false);
}

/* If this fails, so does unlink(2). */
static void make_mutable(const char *path)
{
	int fd = sys_open(SYS_CWD, path, O_RDONLY), flags;

	if (fd < 0)
		return;
	if (!sys_ioctl(fd, FS_IOC_GETFLAGS, &flags) && flags & FS_IMMUTABLE_FL) {
		flags &= ~FS_IMMUTABLE_FL;
		(void)sys_ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	sys_close(fd);
}

int efivarfs_delete(const char *name)
{
	char path[PATH_SIZE];
	int err = mount_it(0);

	if (err)
		return err;
	(void)text_format(path, sizeof(path), DIR "/%s", name); /* fits */
	make_mutable(path);
	err = sys_unlink(SYS_CWD, path, 0);
	(void)sys_umount(DIR, 0);
	return err;
}
