// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's files: those of the host, below the machine's directory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"
#include "lib/text.h"

static const char *host_of(const char *path, bool link, struct vfs_location *ret_location,
			   int *ret_err)
{
	static char host[2 * VFS_PATH];

	*ret_err = link ? vfs_walk_link(path, ret_location) : vfs_walk(path, ret_location);
	if (*ret_err)
		return NULL;
	vfs_host(ret_location, host);
	return host;
}

const char *world_host(const char *path, struct vfs_location *ret_location, int *ret_err)
{
	return host_of(path, false, ret_location, ret_err);
}

const char *world_host_of_link(const char *path, struct vfs_location *ret_location, int *ret_err)
{
	return host_of(path, true, ret_location, ret_err);
}

const char *world_writable(const char *path, bool link, struct vfs_location *ret_location,
			   int *ret_err)
{
	const char *host = host_of(path, link, ret_location, ret_err);

	if (!host || !(vfs_mounts[ret_location->mount].flags & MS_RDONLY))
		return host;
	*ret_err = -EROFS;
	return NULL;
}

/* ---- opening ------------------------------------------------------------------------------- */

static bool names(const char *path, const char *end)
{
	size_t len = strlen(path), tail = strlen(end);

	return len >= tail && text_equal(path + len - tail, end);
}

/* A console that needs a driver does not work before the driver is loaded. */
static bool has_driver(const char *path)
{
	return !names(path, "/dev/console") || !w.world->console_after || w.shared->console;
}

/* A disk that completes a request each second. */
static void write_stat(const char *host)
{
	FILE *file = fopen(host, "w");
	long now = sys_now() / SYS_SECOND;

	if (!file)
		exit(99);
	fprintf(file, "%8ld 0 0 0 %ld 0 0 0 0 0 0\n", w.world->disk_works == DISK_READS ? now : 5,
		w.world->disk_works == DISK_WRITES ? now : 5);
	fclose(file);
}

static int open_below(int dirfd, const char *path, int flags)
{
	struct vfs_location location;

	if (dirfd < 0 || dirfd >= VFS_FDS || w.fds[dirfd].mount < 0)
		return -EBADF;
	location = w.fds[dirfd];
	if (!text_equal(path, ".")) {
		strncat(location.path, "/", VFS_PATH - strlen(location.path) - 1);
		strncat(location.path, path, VFS_PATH - strlen(location.path) - 1);
	}
	return world_open_fd(or_errno(openat(world_fd(dirfd), path, flags | O_CLOEXEC)), &location);
}

int sys_open(int dirfd, const char *path, int flags)
{
	struct vfs_location location;
	const char *host;
	int err, fd;

	MAY_FAIL(path);
	if (dirfd != SYS_CWD)
		return open_below(dirfd, path, flags);
	host = host_of(path, flags & O_NOFOLLOW, &location, &err);
	if (!host)
		return err;
	if (!has_driver(host))
		return -ENODEV;
	if (w.world->no_kmsg && names(host, "/kmsg"))
		return -ENXIO;
	if (w.world->disk_works && names(host, "/sda/stat"))
		write_stat(host);
	fd = or_errno(open(host, flags | O_CLOEXEC));
	if (names(host, "/dev/watchdog"))
		fd = world_watchdog_open(fd);
	return world_open_fd(fd, &location);
}

static int create(const char *path, int flags, uint32_t mode)
{
	struct vfs_location location;
	int err;
	const char *host = world_writable(path, true, &location, &err);

	flags |= O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
	return host ? world_open_fd(or_errno(open(host, flags, mode)), &location) : err;
}

int sys_create(const char *path, uint32_t mode)
{
	MAY_FAIL(path);
	return create(path, O_TRUNC, mode);
}

int sys_create_new(const char *path, uint32_t mode)
{
	MAY_FAIL(path);
	return create(path, O_EXCL, mode);
}

/* ---- what is open -------------------------------------------------------------------------- */

static bool can_read(void *context)
{
	struct pollfd fd = {.fd = world_fd(*(int *)context), .events = POLLIN};

	return poll(&fd, 1, 0) != 0;
}

static size_t short_of(size_t len)
{
	return len > 1 ? len / 2 : len;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	int fault = world_fault_of("read", world_file_of(fd));

	if (fault < 0)
		return fault;
	if (world_fd(fd) < 0)
		return -EBADF;
	(void)turns_wait(can_read, &fd, -1);
	return or_errno(read(world_fd(fd), buf, fault ? short_of(len) : len));
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	int fault = world_fault_of("pread", world_file_of(fd));

	if (fault < 0)
		return fault;
	return or_errno(pread(world_fd(fd), buf, fault ? short_of(len) : len, offset));
}

/* Copies output to the kernel log or the console, and to settings in /sys/kernel, into the log. */
ssize_t sys_write(int fd, const void *buf, size_t len)
{
	const char *file = world_file_of(fd);
	int fault = world_fault_of("write", file);

	if (fault < 0)
		return fault;
	if (fault)
		len = short_of(len);
	if (names(file, "/kmsg") || names(file, "/console")) {
		world_note("%s %.*s", names(file, "/kmsg") ? "kmsg" : "console", (int)len - 1,
			   (const char *)buf);
		return len;
	}
	if (names(file, "/watchdog"))
		world_watchdog_write(buf, len);
	if (strstr(file, "/kernel/rcu_"))
		world_note("write %s %.*s", strrchr(file, '/') + 1, (int)len - 1,
			   (const char *)buf);
	return or_errno(write(world_fd(fd), buf, len));
}

int sys_fsync(int fd)
{
	MAY_FAIL(world_file_of(fd));
	return or_errno(fsync(world_fd(fd)));
}

int sys_lock(int fd, int seconds)
{
	(void)seconds; /* no other process competes for the lock */
	MAY_FAIL(world_file_of(fd));
	return or_errno(flock(world_fd(fd), LOCK_EX));
}

int sys_map(int fd, size_t len, const void **ret_map)
{
	void *map;

	MAY_FAIL(world_file_of(fd));
	map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, world_fd(fd), 0);
	if (map == MAP_FAILED)
		return -errno;
	*ret_map = map;
	return 0;
}

int sys_unmap(const void *map, size_t len)
{
	return or_errno(munmap((void *)map, len));
}

/* struct linux_dirent64 (getdents(2)). */
enum { ENTRY_LENGTH = 16, ENTRY_NAME = 19, BLOCK = 2048 };

static size_t entry_length(const char *entry)
{
	unsigned short len;

	memcpy(&len, entry + ENTRY_LENGTH, sizeof(len));
	return len;
}

/* Sorted by name, since the file systems of the host differ in their order. */
static void sort_entries(char *block, size_t len)
{
	char sorted[BLOCK];
	size_t used = 0;

	for (size_t at = 0; at < len; at += entry_length(block + at)) {
		size_t size = entry_length(block + at), to = 0;

		while (to < used && strcmp(sorted + to + ENTRY_NAME, block + at + ENTRY_NAME) < 0)
			to += entry_length(sorted + to);
		memmove(sorted + to + size, sorted + to, used - to);
		memcpy(sorted + to, block + at, size);
		used += size;
	}
	memcpy(block, sorted, len);
}

ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	ssize_t got;

	MAY_FAIL(world_file_of(fd));
	got = call3(__NR_getdents64, world_fd(fd), buf, len < BLOCK ? len : BLOCK);
	if (got > 0)
		sort_entries(buf, got);
	return got;
}
