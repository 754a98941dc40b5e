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

#define EFI       "/sys/firmware/efi"
#define DIR       EFI "/efivars"
#define FILE_NAME DIR "/HibernateLocation-8cf2644b-4b0b-428f-9387-6d876050dc67"

enum { ATTRIBUTES = 4, VALUE_MAX = 2048 };

static int mount_it(unsigned long flags)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, EFI, 0, &st);

	return err ? err
		   : sys_mount("efivarfs", DIR, "efivarfs",
			       flags | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

int efivarfs_read(char *text, size_t size)
{
	char value[ATTRIBUTES + VALUE_MAX + 1];
	long len = mount_it(MS_RDONLY);

	if (len < 0)
		return len;
	len = file_read(FILE_NAME, value, sizeof(value));
	(void)sys_umount(DIR, 0); /* a mount that remains is harmless */
	if (len < 0)
		return len;
	return len < ATTRIBUTES ? -EINVAL
				: utf16_text(text, size, (unsigned char *)value + ATTRIBUTES,
					     len - ATTRIBUTES, false);
}

/* If this fails, so does unlink(2). */
static void make_mutable(void)
{
	int fd = sys_open(SYS_CWD, FILE_NAME, O_RDONLY), flags;

	if (fd < 0)
		return;
	if (!sys_ioctl(fd, FS_IOC_GETFLAGS, &flags) && flags & FS_IMMUTABLE_FL) {
		flags &= ~FS_IMMUTABLE_FL;
		(void)sys_ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	sys_close(fd);
}

int efivarfs_delete(void)
{
	int err = mount_it(0);

	if (err)
		return err;
	make_mutable();
	err = sys_unlink(SYS_CWD, FILE_NAME, 0);
	(void)sys_umount(DIR, 0);
	return err;
}
