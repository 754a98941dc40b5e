// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's file names: look-up, creation, renaming and deletion. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"

static int host_stat(int dirfd, const char *path, int flags, struct vfs_location *ret_location,
		     struct stat *st)
{
	const char *host;
	int err;

	if (dirfd == SYS_CWD) {
		host = flags & AT_SYMLINK_NOFOLLOW ? world_host_of_link(path, ret_location, &err)
						   : world_host(path, ret_location, &err);
		if (!host)
			return err;
		err = flags & AT_SYMLINK_NOFOLLOW ? lstat(host, st) : stat(host, st);
		return or_errno(err);
	}
	if (dirfd >= 0 && dirfd < VFS_FDS && w.fds[dirfd].mount >= 0)
		*ret_location = w.fds[dirfd];
	err = *path ? fstatat(world_fd(dirfd), path, st, flags & AT_SYMLINK_NOFOLLOW)
		    : fstat(world_fd(dirfd), st);
	return or_errno(err);
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	struct vfs_location location = {.mount = 0};
	struct stat st;
	bool ram0;
	int err;

	MAY_FAIL(*path ? path : world_file_of(dirfd));
	if (w.dead_disk)
		return -EIO;
	err = host_stat(dirfd, path, flags, &location, &st);
	if (err)
		return err;
	if (S_ISREG(st.st_mode) && st.st_mode & S_ISVTX)
		st.st_mode ^= S_IFREG ^ S_IFCHR; /* machine.h */
	ram0 = w.world->ramdisk && vfs_mounts[location.mount].device == VFS_IMAGE;
	*ret_stat = (struct sys_stat){.mode = st.st_mode,
				      .size = st.st_size,
				      .ino = st.st_ino,
				      .atime = st.st_atime,
				      .dev_major = ram0,
				      .dev_minor = ram0 ? 0 : vfs_mounts[location.mount].device};
	return 0;
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	struct vfs_location location;
	const char *host;
	int err;

	MAY_FAIL(path);
	if (dirfd != SYS_CWD)
		return or_errno(readlinkat(world_fd(dirfd), path, buf, len));
	host = world_host_of_link(path, &location, &err);
	return host ? or_errno(readlink(host, buf, len)) : err;
}

int sys_mkdir(const char *path, uint32_t mode)
{
	struct vfs_location location;
	const char *host;
	int err;

	MAY_FAIL(path);
	host = world_writable(path, false, &location, &err);
	return host ? or_errno(mkdir(host, mode)) : err;
}

int sys_mknod(const char *path, uint32_t mode, uint32_t major, uint32_t minor)
{
	char disk[2 * VFS_PATH];
	struct vfs_location location;
	const char *host;
	int err, fd;

	MAY_FAIL(path);
	world_note("mknod %s %o %u:%u", path, mode, major, minor);
	host = world_writable(path, false, &location, &err);
	if (!host)
		return err;
	if (S_ISBLK(mode)) { /* a link to the disk itself */
		snprintf(disk, sizeof(disk), "%s/dev%s", w.world->dir, strrchr(path, '/'));
		return or_errno(link(disk, host));
	}
	fd = or_errno(open(host, O_CREAT | O_EXCL | O_CLOEXEC, 0600));
	if (fd >= 0)
		fchmod(fd, 01600);
	return fd < 0 ? fd : close(fd);
}

int sys_symlink(const char *target, const char *path)
{
	struct vfs_location location;
	const char *host;
	int err;

	MAY_FAIL(path);
	host = world_writable(path, false, &location, &err);
	return host ? or_errno(symlink(target, host)) : err;
}

int sys_rename(const char *from, const char *to)
{
	struct vfs_location location;
	char host_from[2 * VFS_PATH];
	const char *host;
	int err;

	MAY_FAIL(from);
	host = world_writable(from, false, &location, &err);
	if (!host)
		return err;
	strcpy(host_from, host);
	host = world_writable(to, false, &location, &err);
	return host ? or_errno(rename(host_from, host)) : err;
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	struct vfs_location location;
	const char *host;
	int err;

	MAY_FAIL(path);
	if (dirfd != SYS_CWD)
		return or_errno(unlinkat(world_fd(dirfd), path, flags));
	host = world_writable(path, true, &location, &err);
	return host ? or_errno(unlinkat(AT_FDCWD, host, flags)) : err;
}
