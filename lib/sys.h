/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The seam: every call of /init that reads or changes the world.
 *
 * lib/sys*.c make the real system calls; the scripted boot of host-tests links its own versions
 * instead and makes each call fail in turn. Nothing else in the freestanding rooms calls the
 * kernel. All functions return a value of 0 or above, or -errno; errno itself is not used.
 * Every descriptor is close-on-exec. Paths are relative to `dirfd` (SYS_CWD: the working folder).
 */
#ifndef LIB_SYS_H
#define LIB_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <fcntl.h>
#include <poll.h>

#define SYS_CWD AT_FDCWD

/* What gangway asks of statx(2): uniform over C libraries and architectures. */
struct sys_stat {
	uint32_t mode;                 /* type and permission bits */
	uint32_t dev_major, dev_minor; /* the device that the file lies on */
	uint32_t major, minor;         /* the device that the file is */
	uint64_t ino;
	uint64_t size; /* bytes */
	int64_t mtime; /* seconds of the wall clock, as atime */
	int64_t atime;
	bool mount_root; /* something is mounted here; always false before 5.8 */
};

/* Files. */
int sys_open(int dirfd, const char *path, int flags);
/* write-only, made or truncated; -ELOOP if the last part of the path is a link */
int sys_create(const char *path, uint32_t mode);
/* write-only; -EEXIST where there is anything of that name, a link to nowhere too */
int sys_create_new(const char *path, uint32_t mode);
int sys_close(int fd);
ssize_t sys_read(int fd, void *buf, size_t len);
ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset);
ssize_t sys_write(int fd, const void *buf, size_t len);
int sys_fsync(int fd);
/*
 * flock(2), LOCK_EX, of a file or folder, until its last close. Whoever may read it may lock it,
 * and so it is waited for at most `seconds`: -ETIMEDOUT. Uses SIGALRM.
 */
int sys_lock(int fd, int seconds);
int sys_map(int fd, size_t len, const void **ret_map); /* private, read-only */
int sys_unmap(const void *map, size_t len);
/* `flags` as statx(2): AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH */
int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat);
ssize_t sys_getdents(int fd, void *buf, size_t len); /* struct linux_dirent64, 0 at the end */
ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len); /* no final NUL */
int sys_mkdir(const char *path, uint32_t mode);
int sys_mknod(const char *path, uint32_t mode, uint32_t major, uint32_t minor);
int sys_symlink(const char *target, const char *path);
int sys_rename(const char *from, const char *to);
int sys_unlink(int dirfd, const char *path, int flags); /* AT_REMOVEDIR for a folder */
int sys_dup2(int from, int to);                         /* `to` stays open across exec */
int sys_pipe(int ret_fds[2]);
int sys_ioctl(int fd, unsigned long request, void *arg);
/*
 * Whether a terminal hands over each key at once, or whole lines with echo, as it does normally.
 * What was typed before is forgotten.
 */
int sys_terminal_keys(int fd, bool each);
/* Whether a line is read of which nothing is shown, as a passphrase. */
bool sys_terminal_hides(int fd);

/* Mounts and roots. */
int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data);
int sys_umount(const char *target, int flags);
int sys_pivot_root(const char *new_root, const char *put_old);
int sys_chroot(const char *path);
int sys_chdir(const char *path);
int sys_fchdir(int fd);
int sys_fs_magic(int fd, uint64_t *ret_magic); /* f_type of fstatfs(2) */
int sys_fs_read_only(const char *path);        /* 1 or 0: as it is mounted, or the whole of it */

/* Modules: finit_module(2); `options` is never NULL. */
int sys_finit_module(int fd, const char *options, int flags);

/* Processes. Children start with the parent's signal mask and handlers; see sys_signals_reset. */
pid_t sys_fork(void);
_Noreturn void sys_exit(int status);
int sys_exec(const char *path, char *const argv[], char *const envp[]);
/* Takes one dead child without blocking: its pid, 0 when none is dead, -ECHILD when none is left */
pid_t sys_reap(int *ret_status);
/* Blocks until `pid` ends. */
pid_t sys_wait_for(pid_t pid, int *ret_status);
int sys_kill(pid_t pid, int signal);
/* The commands of reboot(2) (linux/reboot.h, 6.1). */
enum { SYS_RESTART = 0x01234567, SYS_POWER_OFF = 0x4321fedc, SYS_HALT = (int)0xcdef0123 };
int sys_reboot(unsigned command);
void sys_sync(void);
pid_t sys_getpid(void);
pid_t sys_setsid(void);
int sys_nice(int nice); /* the value, -20 to 19, not a step */
void sys_set_name(
	const char *name); /* what ps shows, 15 characters; cannot fail in a way that matters */

/*
 * SIGCHLD wakes sys_poll and nothing else; so do SIGTERM, SIGINT, SIGUSR1 and SIGUSR2, which
 * sys_signal_taken() returns then, once, and 0 otherwise. Other signals of a terminal are ignored.
 */
int sys_signals_init(void);
int sys_signal_taken(void);
/* Gives a program that is about to be executed the signals that the kernel would have given. */
int sys_signals_reset(void);
/*
 * Waits for the descriptors, a dead child (-EINTR), or `timeout` microseconds (below 0: no limit).
 * Returns the number of descriptors with events; 0 is the time-out.
 */
int sys_poll(struct pollfd *fds, size_t count, int64_t timeout);

/*
 * Microseconds since the kernel's start, CLOCK_MONOTONIC: the wall clock moves when an RTC loads.
 */
#define SYS_SECOND INT64_C(1000000)
int64_t sys_now(void);

/* The socket on which the kernel announces devices (group 1); `rcvbuf` in bytes. */
int sys_uevent_socket(int rcvbuf);
/*
 * One datagram from the kernel itself, without blocking. -EAGAIN: none left; -ENOBUFS: some were
 * lost; -EPERM: not from the kernel; -EMSGSIZE: longer than `len`.
 */
ssize_t sys_uevent_receive(int fd, void *buf, size_t len);

/* uname(2)'s release and machine, as strings of at most 64 characters each. */
struct sys_uname {
	char release[65];
	char machine[65];
};
int sys_uname(struct sys_uname *ret_uname);

#endif
