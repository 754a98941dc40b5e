// SPDX-License-Identifier: GPL-2.0
/* System call layer: files, mounts and roots. Calls that klibc lacks use gangway_syscall(). */
#include "lib/sys.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#include "lib/device.h"
#include "lib/syscall.h"

/* klibc has no openat() on arm. */
int sys_open(int dirfd, const char *path, int flags)
{
	return call3(__NR_openat, dirfd, path, flags | O_LARGEFILE | O_CLOEXEC);
}

int sys_create(const char *path, uint32_t mode)
{
	return or_errno(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode));
}

int sys_create_new(const char *path, uint32_t mode)
{
	return or_errno(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
}

int sys_close(int fd)
{
	return call1(__NR_close, fd);
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	return call3(__NR_read, fd, buf, len);
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	return or_errno(pread(fd, buf, len, offset));
}

ssize_t sys_pwrite(int fd, const void *buf, size_t len, uint64_t offset)
{
	return or_errno(pwrite(fd, buf, len, offset));
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	return call3(__NR_write, fd, buf, len);
}

int sys_fsync(int fd)
{
	return call1(__NR_fsync, fd);
}

int sys_map(int fd, size_t len, const void **ret_map)
{
	void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);

	if (map == MAP_FAILED)
		return -errno;
	*ret_map = map;
	return 0;
}

int sys_unmap(const void *map, size_t len)
{
	return call2(__NR_munmap, map, len);
}

/*
 * struct statx of linux/stat.h; with some C libraries that header conflicts with their own. The
 * layout is the same on all architectures: stx_mode u16 at 28, ino u64 at 32, size u64 at 40,
 * seconds of mtime s64 at 112, rdev_major, rdev_minor, dev_major, dev_minor u32 each from 128
 * (include/uapi/linux/stat.h, 6.1).
 */
struct statx_layout {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, spare;
	uint64_t ino, size, blocks, attributes_mask;
	uint64_t access_time[2], birth_time[2], change_time[2]; /* seconds, nanoseconds */
	int64_t mtime[2];
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t reserved[14];
};

enum {
	STATX_BASIC = 0x7ff,
	STATX_MOUNT_ROOT = 0x2000, /* bit of the attributes */
};

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	struct statx_layout st;
	int err = call5(__NR_statx, dirfd, path, flags, STATX_BASIC, &st);

	if (err)
		return err;
	*ret_stat = (struct sys_stat){
		.mode = st.mode,
		.dev_major = st.dev_major,
		.dev_minor = st.dev_minor,
		.major = st.rdev_major,
		.minor = st.rdev_minor,
		.ino = st.ino,
		.size = st.size,
		.mtime = st.mtime[0],
		.atime = st.access_time[0],
		.mount_root = st.attributes & STATX_MOUNT_ROOT,
	};
	return 0;
}

ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	return call3(__NR_getdents64, fd, buf, len);
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	return call4(__NR_readlinkat, dirfd, path, buf, len);
}

int sys_mkdir(const char *path, uint32_t mode)
{
	return call3(__NR_mkdirat, SYS_CWD, path, mode);
}

int sys_mknod(const char *path, uint32_t mode, uint32_t major, uint32_t minor)
{
	return call4(__NR_mknodat, SYS_CWD, path, mode, device_encode(major, minor));
}

int sys_symlink(const char *target, const char *path)
{
	return call3(__NR_symlinkat, target, SYS_CWD, path);
}

int sys_rename(const char *from, const char *to)
{
	return call5(__NR_renameat2, SYS_CWD, from, SYS_CWD, to, 0);
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	return call3(__NR_unlinkat, dirfd, path, flags);
}

int sys_dup2(int from, int to)
{
	return or_errno(dup2(from, to));
}

int sys_pipe(int ret_fds[2])
{
	return call2(__NR_pipe2, ret_fds, O_CLOEXEC);
}

enum { MEMFD_CLOEXEC = 1 }; /* MFD_CLOEXEC (linux/memfd.h, 6.1) */

int sys_memfd(const void *data, size_t len)
{
	int fd = call2(__NR_memfd_create, "gangway", MEMFD_CLOEXEC);
	ssize_t wrote = fd < 0 ? fd : or_errno(pwrite(fd, data, len, 0));

	if (wrote == (ssize_t)len)
		return fd;
	if (fd >= 0)
		close(fd);
	return wrote < 0 ? wrote : -EIO;
}

int sys_ioctl(int fd, unsigned long request, void *arg)
{
	return call3(__NR_ioctl, fd, request, arg);
}

int sys_terminal_keys(int fd, bool each)
{
	struct termios terminal;
	int err = or_errno(tcgetattr(fd, &terminal));

	if (err)
		return err;
	if (each)
		terminal.c_lflag &= ~(ICANON | ECHO);
	else
		terminal.c_lflag |= ICANON | ECHO;
	terminal.c_cc[VMIN] = 1;
	terminal.c_cc[VTIME] = 0;
	return or_errno(tcsetattr(fd, TCSAFLUSH, &terminal));
}

bool sys_terminal_hides(int fd)
{
	struct termios terminal;

	return tcgetattr(fd, &terminal) == 0 && (terminal.c_lflag & (ECHO | ICANON)) == ICANON;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	return call5(__NR_mount, source, target, type, flags, data);
}

int sys_umount(const char *target, int flags)
{
	return call2(__NR_umount2, target, flags);
}

/* Flags of open_tree(2) and move_mount(2) (linux/mount.h and linux/fcntl.h, 6.1). */
enum { TREE_CLONE = 1, TREE_RECURSIVE = 0x8000, MOVE_FROM_FD = 4 };

int sys_copy_mount(int dir)
{
	return call3(__NR_open_tree, dir, "",
		     AT_EMPTY_PATH | TREE_CLONE | TREE_RECURSIVE | O_CLOEXEC);
}

int sys_move_mount(int mount, const char *target)
{
	return call5(__NR_move_mount, mount, "", SYS_CWD, target, MOVE_FROM_FD);
}

int sys_pivot_root(const char *new_root, const char *put_old)
{
	return call2(__NR_pivot_root, new_root, put_old);
}

int sys_unshare(int flags)
{
	return call1(__NR_unshare, flags);
}

int sys_chroot(const char *path)
{
	return call1(__NR_chroot, path);
}

int sys_chdir(const char *path)
{
	return call1(__NR_chdir, path);
}

int sys_fchdir(int fd)
{
	return call1(__NR_fchdir, fd);
}

/* faccessat(2) returns EROFS even to root (do_faccessat(), fs/open.c, 6.1). */
int sys_fs_read_only(const char *path)
{
	int err = call3(__NR_faccessat, SYS_CWD, path, W_OK);

	return err == -EROFS ? 1 : err;
}

/*
 * f_type is the first member of every struct statfs, one machine word (asm-generic/statfs.h, 6.1).
 */
int sys_fs_magic(int fd, uint64_t *ret_magic)
{
	unsigned long statfs_buffer[32];
	int err = call2(__NR_fstatfs, fd, statfs_buffer);

	if (!err)
		*ret_magic = statfs_buffer[0];
	return err;
}

int sys_finit_module(int fd, const char *options, int flags)
{
	return call3(__NR_finit_module, fd, options, flags);
}

int sys_uname(struct sys_uname *ret_uname)
{
	struct utsname name;
	int err = or_errno(uname(&name));

	if (err)
		return err;
	memcpy(ret_uname->release, name.release, sizeof(name.release));
	memcpy(ret_uname->machine, name.machine, sizeof(name.machine));
	return 0;
}
