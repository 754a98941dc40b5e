// SPDX-License-Identifier: GPL-2.0
/* lib/sys.h, as the scripted world answers it. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host-tests/world/vfs.h"
#include "host-tests/world/world.h"
#include "lib/sys.h"
#include "lib/syscall.h"
#include "lib/text.h"

/* Shared by all processes of one boot. */
struct shared {
	unsigned processes;
	unsigned shells;
	unsigned hung; /* children that will never end */
	int failed;    /* the call that was to fail was made */
	int console;   /* its driver is there */
	int asked;     /* the signal that the shell has sent to PID 1 */
	char failed_name[32];
	int64_t wake;    /* when the child that sleeps wakes up; 0: there is none */
	unsigned mounts; /* of the root */
	time_t began;    /* of the wall clock */
	int64_t skipped; /* microseconds by which time-outs moved the clock on */
};

static struct {
	const struct world *world;
	struct shared *shared;
	int log;
	unsigned process, calls;
	bool dead_disk;                /* this process is in a root that cannot be read */
	unsigned children;             /* of this process, that it has not reaped */
	volatile sig_atomic_t dead;    /* SIGCHLD came since the last poll */
	int events[2];                 /* the uevent socket: ours, and the kernel's end */
	struct vfs_place fds[VFS_FDS]; /* what the descriptors that were opened stand for */
	int low[3];                    /* the host's descriptors that are 0 to 2 here; -1: closed */
	bool read_only;                /* what this process mounted last */
} w;

static void note(const char *format, ...)
{
	char line[1200];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	(void)!write(w.log, line, len);
}

/* Counts the call, and says whether it is the one that fails. */
static bool fails(const char *name)
{
	w.calls++;
	if (w.process != w.world->fail_process || w.calls != w.world->fail_call)
		return false;
	w.shared->failed = 1;
	strncpy(w.shared->failed_name, name, sizeof(w.shared->failed_name) - 1);
	return true;
}

#define MAY_FAIL()                       \
	do {                             \
		if (fails(__func__ + 4)) \
			return -EIO;     \
	} while (0)

/* The host's path of one of ours; NULL: an error is in *ret_err. */
static const char *host_of_link(const char *path, bool link, struct vfs_place *ret_place,
				int *ret_err)
{
	static char host[2 * VFS_PATH];

	*ret_err = link ? vfs_walk_link(path, ret_place) : vfs_walk(path, ret_place);
	if (*ret_err)
		return NULL;
	vfs_host(ret_place, host);
	return host;
}

static const char *host_of(const char *path, struct vfs_place *ret_place, int *ret_err)
{
	return host_of_link(path, false, ret_place, ret_err);
}

/* 0 to 2 of the host are the test's own. */
static int host_fd(int fd)
{
	return fd < 0 || fd > 2 ? fd : w.low[fd];
}

/* The lowest descriptor that is free is given to what is opened next. */
static int lowest(int host)
{
	for (int fd = 0; host >= 0 && fd <= 2; fd++) {
		if (w.low[fd] >= 0)
			continue;
		w.low[fd] = host;
		return fd;
	}
	return host;
}

static int register_fd(int host, const struct vfs_place *place)
{
	int fd = lowest(host);

	if (fd >= 0 && fd < VFS_FDS)
		w.fds[fd] = *place;
	return fd;
}

static bool names(const char *path, const char *end)
{
	size_t len = strlen(path), tail = strlen(end);

	return len >= tail && text_equal(path + len - tail, end);
}

/* A console that needs a driver has none before. */
static bool has_driver(const char *path)
{
	return !names(path, "/dev/console") || !w.world->console_after || w.shared->console;
}

/* A disk that completes a request each second. */
static void write_stat(const char *host)
{
	FILE *file = fopen(host, "w");

	if (!file)
		exit(99);
	fprintf(file, "%8ld 0 0 0 5 0 0 0 0 0 0\n", (long)(sys_now() / SYS_SECOND));
	fclose(file);
}

int sys_open(int dirfd, const char *path, int flags)
{
	struct vfs_place place;
	const char *host;
	int err;

	MAY_FAIL();
	if (dirfd != SYS_CWD) {
		if (dirfd < 0 || dirfd >= VFS_FDS)
			return -EBADF;
		place = w.fds[dirfd];
		strncat(place.path, "/", VFS_PATH - strlen(place.path) - 1);
		strncat(place.path, path, VFS_PATH - strlen(place.path) - 1);
		return register_fd(or_errno(openat(host_fd(dirfd), path, flags | O_CLOEXEC)),
				   &place);
	}
	host = host_of_link(path, flags & O_NOFOLLOW, &place, &err);
	if (!host)
		return err;
	if (!has_driver(host))
		return -ENODEV;
	if (w.world->no_kmsg && names(host, "/kmsg"))
		return -ENXIO;
	if (w.world->disk_works && names(host, "/sda/stat"))
		write_stat(host);
	return register_fd(or_errno(open(host, flags | O_CLOEXEC)), &place);
}

static int create(const char *path, int flags, uint32_t mode)
{
	struct vfs_place place;
	const char *host;
	int err;

	host = host_of_link(path, flags & O_NOFOLLOW, &place, &err);
	if (!host)
		return err;
	return register_fd(or_errno(open(host, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode)),
			   &place);
}

int sys_create(const char *path, uint32_t mode)
{
	MAY_FAIL();
	return create(path, O_TRUNC | O_NOFOLLOW, mode);
}

int sys_create_new(const char *path, uint32_t mode)
{
	MAY_FAIL();
	return create(path, O_EXCL | O_NOFOLLOW, mode);
}

int sys_close(int fd)
{
	int host = host_fd(fd);

	if (fd >= 0 && fd <= 2)
		w.low[fd] = -1;
	return or_errno(close(host));
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	ssize_t got;

	MAY_FAIL();
	do
		got = or_errno(read(host_fd(fd), buf, len));
	while (got == -EINTR); /* SIGCHLD wakes sys_poll and nothing else */
	return got;
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	MAY_FAIL();
	return or_errno(pread(host_fd(fd), buf, len, offset));
}

/* Every write to /dev/kmsg goes into the log, and PID 1's own to the console. */
ssize_t sys_write(int fd, const void *buf, size_t len)
{
	char host[2 * VFS_PATH];

	MAY_FAIL();
	if (fd == 2 && w.process == 1)
		note("console %.*s", (int)len - 1, (const char *)buf);
	if (fd >= 0 && fd < VFS_FDS && w.fds[fd].path[0]) {
		vfs_host(&w.fds[fd], host);
		if (names(host, "/kmsg")) {
			note("kmsg %.*s", (int)len - 1, (const char *)buf);
			return len;
		}
	}
	return or_errno(write(host_fd(fd), buf, len));
}

int sys_fsync(int fd)
{
	MAY_FAIL();
	return or_errno(fsync(host_fd(fd)));
}

int sys_lock(int fd, int seconds)
{
	(void)seconds; /* nobody else is there */
	MAY_FAIL();
	return or_errno(flock(host_fd(fd), LOCK_EX));
}

int sys_map(int fd, size_t len, const void **ret_map)
{
	void *map;

	MAY_FAIL();
	map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, host_fd(fd), 0);
	if (map == MAP_FAILED)
		return -errno;
	*ret_map = map;
	return 0;
}

int sys_unmap(const void *map, size_t len)
{
	return or_errno(munmap((void *)map, len));
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	struct vfs_place place = {.mount = 0};
	const char *host = NULL;
	struct stat st;
	int err = 0;

	MAY_FAIL();
	if (w.dead_disk)
		return -EIO;
	if (dirfd == SYS_CWD) {
		host = host_of_link(path, flags & AT_SYMLINK_NOFOLLOW, &place, &err);
		if (!host)
			return err;
		err = flags & AT_SYMLINK_NOFOLLOW ? lstat(host, &st) : stat(host, &st);
	} else {
		if (dirfd >= 0 && dirfd < VFS_FDS)
			place = w.fds[dirfd];
		err = *path ? fstatat(host_fd(dirfd), path, &st, flags & AT_SYMLINK_NOFOLLOW)
			    : fstat(host_fd(dirfd), &st);
	}
	if (err)
		return -errno;
	if (S_ISREG(st.st_mode) && st.st_mode & S_ISVTX)
		st.st_mode ^= S_IFREG ^ S_IFCHR; /* machine.h */
	*ret_stat = (struct sys_stat){.mode = st.st_mode,
				      .size = st.st_size,
				      .ino = st.st_ino,
				      .atime = st.st_atime,
				      .dev_minor = vfs_mounts[place.mount].device};
	return 0;
}

ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	MAY_FAIL();
	return gangway_syscall(__NR_getdents64, host_fd(fd), (long)buf, len, 0, 0, 0);
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	struct vfs_place place;
	const char *host;
	int err;

	MAY_FAIL();
	if (dirfd != SYS_CWD)
		return or_errno(readlinkat(host_fd(dirfd), path, buf, len));
	host = host_of_link(path, true, &place, &err);
	return host ? or_errno(readlink(host, buf, len)) : err;
}

int sys_mkdir(const char *path, uint32_t mode)
{
	struct vfs_place place;
	const char *host;
	int err;

	MAY_FAIL();
	host = host_of(path, &place, &err);
	return host ? or_errno(mkdir(host, mode)) : err;
}

int sys_mknod(const char *path, uint32_t mode, uint32_t major, uint32_t minor)
{
	char disk[2 * VFS_PATH];
	struct vfs_place place;
	const char *host;
	int err, fd;

	MAY_FAIL();
	note("mknod %s %o %u:%u", path, mode, major, minor);
	host = host_of(path, &place, &err);
	if (!host)
		return err;
	if (S_ISBLK(mode)) { /* the disk itself: what it is called leads to it */
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
	struct vfs_place place;
	const char *host;
	int err;

	MAY_FAIL();
	host = host_of(path, &place, &err);
	return host ? or_errno(symlink(target, host)) : err;
}

int sys_rename(const char *from, const char *to)
{
	struct vfs_place place;
	char host_from[2 * VFS_PATH];
	const char *host;
	int err;

	MAY_FAIL();
	host = host_of(from, &place, &err);
	if (!host)
		return err;
	strcpy(host_from, host);
	host = host_of(to, &place, &err);
	return host ? or_errno(rename(host_from, host)) : err;
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	struct vfs_place place;
	const char *host;
	int err;

	MAY_FAIL();
	if (dirfd != SYS_CWD)
		return or_errno(unlinkat(host_fd(dirfd), path, flags));
	host = host_of_link(path, true, &place, &err);
	return host ? or_errno(unlinkat(AT_FDCWD, host, flags)) : err;
}

int sys_dup2(int from, int to)
{
	int host = host_fd(from);

	MAY_FAIL();
	if (host < 0)
		return -EBADF;
	if (to < 0 || to > 2)
		return -EINVAL; /* nobody asks for it */
	if (from == to)
		return to;
	if (w.low[to] >= 0)
		close(w.low[to]);
	w.low[to] = fcntl(host, F_DUPFD, 3); /* not close-on-exec */
	w.fds[to] = w.fds[from];
	return to;
}

int sys_pipe(int ret_fds[2])
{
	MAY_FAIL();
	if (pipe(ret_fds))
		return -errno;
	for (int i = 0; i < 2; i++) {
		fcntl(ret_fds[i], F_SETFD, FD_CLOEXEC);
		ret_fds[i] = lowest(ret_fds[i]);
		w.fds[ret_fds[i]] = (struct vfs_place){.mount = 0};
	}
	return 0;
}

int sys_ioctl(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	MAY_FAIL();
	return 0;
}

int sys_terminal_keys(int fd, bool each)
{
	(void)fd;
	(void)each;
	MAY_FAIL();
	return 0;
}

bool sys_terminal_hides(int fd)
{
	(void)fd;
	return w.world->asks;
}

/* ---- mounts and roots ---- */

/* For ever; the log ends without it. */
static _Noreturn void hang(void)
{
	close(w.log);
	w.shared->hung++;
	for (;;)
		pause();
}

/* Other processes' time-outs move the clock on. */
static void sleep_for(int64_t time)
{
	int64_t wake = sys_now() + time;

	w.shared->wake = wake;
	w.shared->hung++;
	while (sys_now() < wake)
		poll(NULL, 0, 1);
	w.shared->wake = 0;
	w.shared->hung--;
}

/* A file system on a disk, slow or dead as the test wants it. */
static void mount_takes_time(void)
{
	if (w.world->mount_hangs)
		hang();
	if (!w.shared->mounts++ && w.world->mount_seconds)
		sleep_for(w.world->mount_seconds * SYS_SECOND);
}

static int move_place(const struct vfs_place *from, const struct vfs_place *to)
{
	int mount = vfs_is_root(from);

	if (mount < 0 || vfs_mounts[mount].parent < 0)
		return -EINVAL;
	vfs_mounts[mount].parent = to->mount;
	strcpy(vfs_mounts[mount].at, to->path);
	return 0;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	struct vfs_place from, to;
	char host[VFS_PATH];
	int err;

	(void)data;
	MAY_FAIL();
	err = vfs_walk(target, &to);
	if (!err && flags & MS_MOVE) {
		err = vfs_walk(source, &from);
		return err ? err : move_place(&from, &to);
	}
	if (err)
		return err;
	w.read_only = flags & MS_RDONLY || text_equal(type, "squashfs");
	note("mount %s %s %s %s", source, target, type, flags & MS_RDONLY ? "ro" : "rw");
	if ((w.world->no_devtmpfs && text_equal(type, "devtmpfs")) ||
	    (w.world->no_tmpfs && text_equal(type, "tmpfs")))
		return -ENODEV;
	if (w.world->bad_disk && text_equal(source, w.world->bad_disk))
		return -EINVAL;
	if (text_after(source, "/dev/"))
		mount_takes_time();
	snprintf(host, sizeof(host), "%s/%s", w.world->dir,
		 text_equal(type, "devtmpfs")   ? "dev"
		 : text_equal(type, "proc")     ? "proc"
		 : text_equal(type, "sysfs")    ? "sys"
		 : text_equal(type, "tmpfs")    ? (names(target, "/dev") ? "nodes" : "run")
		 : text_equal(type, "debugfs")  ? "debug"
		 : text_equal(type, "efivarfs") ? "efi"
						: "new");
	err = vfs_mount_add(host, &to);
	return err < 0 ? err : 0;
}

static int let_go(const char *target)
{
	struct vfs_place place;
	int err = vfs_walk(target, &place);

	if (err)
		return err;
	vfs_top(&place);
	if (vfs_is_root(&place) < 0 || vfs_mounts[place.mount].parent < 0)
		return -EINVAL;
	note("umount %s", target);
	vfs_mounts[place.mount].parent = -2;
	return 0;
}

int sys_umount(const char *target, int flags)
{
	(void)flags;
	MAY_FAIL();
	return let_go(target);
}

int sys_pivot_root(const char *new_root, const char *put_old)
{
	struct vfs_place new, old;
	int root = vfs_root.mount, err;

	MAY_FAIL();
	err = vfs_walk(new_root, &new);
	if (!err)
		err = vfs_walk(put_old, &old);
	if (err)
		return err;
	if (vfs_mounts[root].parent < 0 || vfs_is_root(&new) < 0)
		return -EINVAL;
	vfs_mounts[new.mount].parent = vfs_mounts[root].parent;
	strcpy(vfs_mounts[new.mount].at, vfs_mounts[root].at);
	vfs_mounts[root].parent = old.mount;
	strcpy(vfs_mounts[root].at, old.path);
	vfs_root = new;
	return 0;
}

static void disk_disappears(void)
{
	char from[VFS_PATH], to[VFS_PATH];

	snprintf(from, sizeof(from), "%s/sys/class/block/sda", w.world->dir);
	snprintf(to, sizeof(to), "%s/later/gone", w.world->dir);
	(void)rename(from, to);
}

int sys_chroot(const char *path)
{
	MAY_FAIL();
	if (w.process != 1 && w.world->root_hangs)
		hang();
	if (w.process != 1 && w.world->disk_removed)
		disk_disappears();
	w.dead_disk = w.process != 1 && (w.world->root_fails || w.world->disk_removed);
	return vfs_walk(path, &vfs_root);
}

int sys_chdir(const char *path)
{
	MAY_FAIL();
	return vfs_walk(path, &vfs_cwd);
}

int sys_fchdir(int fd)
{
	MAY_FAIL();
	if (fd < 0 || fd >= VFS_FDS)
		return -EBADF;
	vfs_cwd = w.fds[fd];
	return 0;
}

int sys_fs_read_only(const char *path)
{
	struct vfs_place place;
	int err;

	MAY_FAIL();
	err = vfs_walk(path, &place);
	return err ? err : w.read_only;
}

int sys_fs_magic(int fd, uint64_t *ret_magic)
{
	(void)fd;
	MAY_FAIL();
	*ret_magic = 0x858458f6; /* RAMFS_MAGIC */
	return 0;
}

/* ---- modules and devices ---- */

static void announce(const char *text, size_t len)
{
	(void)!write(w.events[1], text, len);
}

static void disk_appears(const char *name)
{
	char event[256], from[VFS_PATH], to[VFS_PATH];
	int len = snprintf(event, sizeof(event),
			   "add@/devices/virtual/block/%s%cACTION=add%cDEVPATH=/devices/virtual/"
			   "block/%s%cSUBSYSTEM=block%cDEVNAME=%s",
			   name, 0, 0, name, 0, 0, name);

	snprintf(from, sizeof(from), "%s/later/%s", w.world->dir, name);
	snprintf(to, sizeof(to), "%s/sys/class/block/%s", w.world->dir, name);
	if (!rename(from, to))
		announce(event, len + 1);
}

static void announce_disk(const char *action)
{
	char event[256];
	int len = snprintf(event, sizeof(event),
			   "%s@/devices/virtual/block/sda%cACTION=%s%cDEVPATH=/devices/virtual/"
			   "block/sda%cSUBSYSTEM=block%cDEVNAME=sda",
			   action, 0, action, 0, 0, 0);

	announce(event, len + 1);
}

/* The disk is pulled out, and another one put in. */
static void disk_is_swapped(void)
{
	char from[VFS_PATH], to[VFS_PATH];

	snprintf(from, sizeof(from), "%s/dev/other", w.world->dir);
	snprintf(to, sizeof(to), "%s/dev/sda", w.world->dir);
	if (rename(from, to))
		return;
	announce_disk("remove");
	announce_disk("add");
}

int sys_finit_module(int fd, const char *options, int flags)
{
	char event[256], name[64];
	const char *slash = strrchr(w.fds[fd].path, '/');
	int len;

	(void)flags;
	MAY_FAIL();
	if (!slash)
		return -EBADF;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(slash + 1, "."), slash + 1);
	note("module %s%s%s", name, *options ? " " : "", options);
	if (w.world->hung_module && text_equal(name, w.world->hung_module))
		hang();
	if (w.world->swap_after && text_equal(name, w.world->swap_after))
		disk_is_swapped();
	len = snprintf(event, sizeof(event),
		       "add@/module/%s%cACTION=add%cDEVPATH=/module/%s%cSUBSYSTEM=module", name, 0,
		       0, name, 0);
	announce(event, len + 1);
	if (text_equal(name, w.world->disk_after))
		disk_appears("sda");
	if (w.world->twin && text_equal(name, w.world->disk_after))
		disk_appears("dm-0");
	if (w.world->console_after && text_equal(name, w.world->console_after))
		w.shared->console = 1;
	return 0;
}

int sys_uevent_socket(int rcvbuf)
{
	(void)rcvbuf;
	MAY_FAIL();
	if (w.world->no_uevents)
		return -EAFNOSUPPORT;
	return w.events[0];
}

ssize_t sys_uevent_receive(int fd, void *buf, size_t len)
{
	MAY_FAIL();
	return or_errno(recv(fd, buf, len, MSG_DONTWAIT));
}

/* ---- processes ---- */

pid_t sys_fork(void)
{
	pid_t pid;

	MAY_FAIL();
	if (w.world->processes && w.shared->processes >= w.world->processes)
		return -EAGAIN;
	fflush(NULL);
	w.shared->processes++;
	pid = fork();
	if (pid == 0) {
		w.process = w.shared->processes;
		w.calls = w.children = 0;
	}
	w.children += pid > 0;
	return or_errno(pid);
}

void sys_exit(int status)
{
	if (w.process == 1)
		note("exit %d", status);
	_exit(status);
}

/* What a descriptor is to a program that is executed: "dev/console", "closed". */
static const char *low_file(int fd)
{
	static char host[2 * VFS_PATH];
	int flags = w.low[fd] < 0 ? -1 : fcntl(w.low[fd], F_GETFD);

	if (flags < 0 || flags & FD_CLOEXEC)
		return "closed";
	vfs_host(&w.fds[fd], host);
	return host + strlen(w.world->dir) + 1;
}

static void note_fds(const char *path)
{
	char line[512] = "";

	for (int fd = 0; fd <= 2; fd++) {
		strncat(line, " ", sizeof(line) - strlen(line) - 1);
		strncat(line, low_file(fd), sizeof(line) - strlen(line) - 1);
	}
	note("%s of %s:%s", strstr(line, "closed") ? "closed fds" : "fds", path, line);
}

static void note_exec(const char *path, char *const argv[])
{
	char line[512] = "";

	for (int i = 0; argv[i]; i++) {
		strncat(line, " ", sizeof(line) - strlen(line) - 1);
		strncat(line, argv[i], sizeof(line) - strlen(line) - 1);
	}
	note("exec %s in %s:%s", path, strrchr(vfs_mounts[vfs_root.mount].host, '/') + 1, line);
}

/* The program of a container. */
static _Noreturn void open_container(char *const argv[])
{
	bool degraded = argv[1] && argv[2] && text_equal(argv[2], "degraded");

	if (w.world->opener_incomplete && !degraded)
		_exit(75);
	if (w.world->opener_hangs)
		hang();
	if (!w.world->opener_status)
		disk_appears("dm-0");
	_exit(w.world->opener_status);
}

int sys_exec(const char *path, char *const argv[], char *const envp[])
{
	struct vfs_place place;
	const char *host;
	struct stat st;
	int err;

	(void)envp;
	MAY_FAIL();
	host = host_of(path, &place, &err);
	if (!host)
		return err;
	if (stat(host, &st))
		return -errno;
	if (!(st.st_mode & 0111))
		return -EACCES;
	if (w.world->bad_init && names(host, w.world->bad_init))
		return -ENOEXEC;
	note_fds(path);
	if (text_equal(path, "/bin/sh") && w.process != 1) {
		if (w.world->shell_fails)
			return -ENOEXEC;
		note("shell");
		w.shared->asked = w.world->shell_signal;
		if (w.world->shell_stays)
			hang();
		if (w.world->shell_unmounts)
			(void)let_go("/root"); /* it may not be there */
		if (w.world->shell_mounts) {
			(void)sys_mkdir("/root", 0755); /* it may be there */
			(void)sys_mount("/dev/sda", "/root", "ext4", 0, NULL);
		}
		w.shared->shells++;
		if (w.shared->shells > w.world->shells)
			kill(getppid(), SIGKILL); /* whoever sits there pulls the plug */
		_exit(0);
	}
	note_exec(path, argv);
	if (text_after(path, "/lib/gangway/"))
		open_container(argv);
	_exit(0); /* what is close-on-exec ends here */
}

static pid_t reap(pid_t pid, int *ret_status, int flags)
{
	pid_t got;

	do
		got = or_errno(waitpid(pid, ret_status, flags));
	while (got == -EINTR);
	w.children -= got > 0;
	return got;
}

pid_t sys_reap(int *ret_status)
{
	return reap(-1, ret_status, WNOHANG);
}

pid_t sys_wait_for(pid_t pid, int *ret_status)
{
	MAY_FAIL();
	return reap(pid, ret_status, 0);
}

int sys_kill(pid_t pid, int signal)
{
	return or_errno(kill(pid, signal));
}

pid_t sys_getpid(void)
{
	return w.process;
}

/* The test ends all of a boot by its group. */
pid_t sys_setsid(void)
{
	MAY_FAIL();
	return getpid();
}

int sys_nice(int nice)
{
	(void)nice;
	MAY_FAIL();
	return 0;
}

void sys_set_name(const char *name)
{
	(void)name;
}

static void wake_up(int signal)
{
	(void)signal;
	w.dead = 1;
}

int sys_signals_init(void)
{
	struct sigaction action;

	MAY_FAIL();
	memset(&action, 0, sizeof(action));
	action.sa_handler = wake_up;
	signal(SIGPIPE, SIG_IGN);
	return or_errno(sigaction(SIGCHLD, &action, NULL));
}

int sys_signal_taken(void)
{
	int signal = w.shared->asked;

	w.shared->asked = 0;
	return signal;
}

int sys_reboot(unsigned command)
{
	MAY_FAIL();
	note("reboot %x", command);
	_exit(0);
}

void sys_sync(void)
{
	note("sync");
}

int sys_signals_reset(void)
{
	MAY_FAIL();
	return 0;
}

/*
 * Time passes only when nothing else can happen: with children alive the poll really waits (in
 * short turns, so that no dead child is missed), without any the clock jumps to the time-out.
 */
static int poll_once(struct pollfd *fds, size_t count, int timeout)
{
	struct pollfd host[16];
	int got;

	memcpy(host, fds, count * sizeof(*fds));
	for (size_t i = 0; i < count; i++)
		host[i].fd = host_fd(fds[i].fd);
	got = or_errno(poll(host, count, timeout));
	for (size_t i = 0; i < count; i++)
		fds[i].revents = host[i].revents;
	return got;
}

/* Whether the time-out is over; else a child that sleeps wakes up before. */
static bool skip_time(int64_t *left, bool no_limit)
{
	int64_t sleep = w.shared->wake - sys_now();

	if (!w.shared->wake || (!no_limit && *left < sleep)) {
		w.shared->skipped += *left;
		return true;
	}
	if (sleep > 0) {
		w.shared->skipped += sleep;
		*left -= sleep;
	}
	return false;
}

int sys_poll(struct pollfd *fds, size_t count, int64_t timeout)
{
	MAY_FAIL();
	for (int64_t left = timeout;; left -= 1000) {
		bool nobody = w.children <= w.shared->hung;
		int got = poll_once(fds, count, 0);

		if (got > 0 || timeout == 0)
			return got;
		if (w.dead) {
			w.dead = 0;
			return -EINTR;
		}
		if (timeout > 0 && left <= 0)
			return 0;
		if (nobody && timeout < 0 && !w.shared->wake)
			return -EDEADLK; /* nothing could ever end this wait */
		if (nobody && skip_time(&left, timeout < 0))
			return 0;
		(void)poll_once(fds, count, 1);
	}
}

int64_t sys_now(void)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return (now.tv_sec - w.shared->began + 1) * INT64_C(1000000) + now.tv_usec +
	       w.shared->skipped;
}

int sys_uname(struct sys_uname *ret_uname)
{
	MAY_FAIL();
	*ret_uname = (struct sys_uname){.release = "6.1.0-test", .machine = "x86_64"};
	return 0;
}

/* ---- the boot itself ---- */

/* As console_on_rootfs (init/main.c, 6.1). */
static void open_console(void)
{
	struct vfs_place place;
	int err, host = -1;
	const char *path = host_of("/dev/console", &place, &err);

	if (path && !w.world->console_after)
		host = open(path, O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2; fd++) {
		w.low[fd] = host < 0 ? -1 : fcntl(host, F_DUPFD, 3);
		w.fds[fd] = place;
	}
}

static _Noreturn void boot_here(const struct world *world, int (*boot)(int, char **, char **),
				char **argv, char **envp)
{
	char root[VFS_PATH];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, w.events))
		_exit(99);
	w.world = world;
	w.process = w.shared->processes = 1;
	w.calls = 0;
	snprintf(root, sizeof(root), "%s/old", world->dir);
	vfs_start(root, world->nullfs);
	open_console();
	_exit(boot(1, argv, envp));
}

/* All that the boot's processes wrote, until the last of them is gone. */
static void read_log(int fd, struct outcome *ret_outcome)
{
	size_t used = 0;
	ssize_t got = 1;

	while (got > 0 && used < sizeof(ret_outcome->log) - 1) {
		struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

		if (poll(&poll_fd, 1, 20000) == 0) {
			ret_outcome->hung = true;
			break;
		}
		got = read(fd, ret_outcome->log + used, sizeof(ret_outcome->log) - 1 - used);
		if (got > 0)
			used += got;
	}
	ret_outcome->log[used] = '\0';
}

void world_boot(const struct world *world, int (*boot)(int, char **, char **), char **argv,
		char **envp, struct outcome *ret_outcome)
{
	int log[2];
	pid_t pid;

	memset(ret_outcome, 0, sizeof(*ret_outcome));
	w.shared = mmap(NULL, sizeof(*w.shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (w.shared == MAP_FAILED || pipe(log))
		exit(99);
	w.log = log[1];
	w.shared->began = time(NULL);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		close(log[0]);
		boot_here(world, boot, argv, envp);
	}
	close(log[1]);
	read_log(log[0], ret_outcome);
	close(log[0]);
	if (ret_outcome->hung || world->hung_module || world->opener_hangs || world->mount_hangs ||
	    world->root_hangs || world->shell_stays)
		kill(-pid, SIGKILL);
	waitpid(pid, &ret_outcome->status, 0);
	ret_outcome->failed_as_told = w.shared->failed;
	strcpy(ret_outcome->failed_name, w.shared->failed_name);
	munmap(w.shared, sizeof(*w.shared));
}

unsigned world_count(const struct outcome *outcome, const char *text)
{
	const char *rest = outcome->log, *line;
	unsigned count = 0;

	while (text_line(&rest, outcome->log + strlen(outcome->log), &line) >= 0)
		count += text_after(line, text) != NULL;
	return count;
}
