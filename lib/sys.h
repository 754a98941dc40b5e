/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System call layer: every call of /init and its helpers that reads or changes the system.
 *
 * lib/sys*.c call the kernel. The host tests link a simulated kernel instead and make each call
 * fail in turn. Freestanding components make no other system calls. All functions return 0 or
 * above, or -errno; errno is not used. Every descriptor is close-on-exec. Paths are relative to
 * `dirfd` (SYS_CWD: the current directory).
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

/* The fields of statx(2) that gangway uses; the same for all C libraries and architectures. */
struct sys_stat {
	uint32_t mode;                 /* file type and permissions */
	uint32_t dev_major, dev_minor; /* device that contains the file */
	uint32_t major, minor;         /* device that the file represents */
	uint64_t ino;
	uint64_t size; /* bytes */
	int64_t mtime; /* seconds of the wall clock, like atime */
	int64_t atime;
	bool mount_root; /* a mount point; always false before 5.8 */
};

/* Files. */
int sys_open(int dirfd, const char *path, int flags);
/* write-only; creates or truncates; -ELOOP if the last component is a symbolic link */
int sys_create(const char *path, uint32_t mode);
/* write-only; -EEXIST if the name exists, even as a dangling symbolic link */
int sys_create_new(const char *path, uint32_t mode);
int sys_close(int fd);
ssize_t sys_read(int fd, void *buf, size_t len);
ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset);
ssize_t sys_write(int fd, const void *buf, size_t len);
ssize_t sys_pwrite(int fd, const void *buf, size_t len, uint64_t offset);
int sys_fsync(int fd);
/*
 * Exclusive flock(2) on a file or directory, held until its last close. Whoever can read the file
 * can lock it, so the wait is limited to `seconds`: -ETIMEDOUT. Uses SIGALRM.
 */
int sys_lock(int fd, int seconds);
int sys_map(int fd, size_t len, const void **ret_map); /* private, read-only */
int sys_unmap(const void *map, size_t len);
/* `flags` as statx(2): AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH */
int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat);
ssize_t sys_getdents(int fd, void *buf, size_t len); /* struct linux_dirent64; 0 at the end */
ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len); /* not NUL-terminated */
int sys_mkdir(const char *path, uint32_t mode);
int sys_mknod(const char *path, uint32_t mode, uint32_t major, uint32_t minor);
int sys_symlink(const char *target, const char *path);
int sys_rename(const char *from, const char *to);
int sys_unlink(int dirfd, const char *path, int flags); /* AT_REMOVEDIR for a directory */
int sys_dup2(int from, int to);                         /* `to` is not close-on-exec */
int sys_pipe(int ret_fds[2]);
/* An unnamed file with this content, to be read from its beginning: a descriptor. */
int sys_memfd(const void *data, size_t len);
int sys_ioctl(int fd, unsigned long request, void *arg);
/*
 * `each` true: the terminal delivers each key at once; false: canonical mode with echo. Discards
 * pending input.
 */
int sys_terminal_keys(int fd, bool each);
/* Whether the terminal reads lines without echo, as for a passphrase. */
bool sys_terminal_hides(int fd);

/* Mounts and roots. */
int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data);
int sys_umount(const char *target, int flags);
/*
 * A copy of the mount with root directory `dir`, and of those below it, that is mounted nowhere: a
 * descriptor, as of O_PATH. Its last close unmounts the copy, unless sys_move_mount() has mounted
 * it. Both since 5.2.
 */
int sys_copy_mount(int dir);
int sys_move_mount(int mount, const char *target);
int sys_pivot_root(const char *new_root, const char *put_old);
int sys_unshare(int flags);
int sys_chroot(const char *path);
int sys_chdir(const char *path);
int sys_fchdir(int fd);
int sys_fs_magic(int fd, uint64_t *ret_magic); /* f_type of fstatfs(2) */
int sys_fs_read_only(const char *path);        /* 1: read-only mount or file system, else 0 */

/* Modules: finit_module(2); `options` is never NULL. */
int sys_finit_module(int fd, const char *options, int flags);

/* Processes. Children inherit the signal mask and handlers; see sys_signals_reset(). */
pid_t sys_fork(void);
/* From now on, children do not get this descriptor: its device may only be open once. */
void sys_fork_without(int fd);
_Noreturn void sys_exit(int status);
int sys_exec(const char *path, char *const argv[], char *const envp[]);
/* Reaps one child without blocking: its pid; 0: none has ended; -ECHILD: no children */
pid_t sys_reap(int *ret_status);
/* Blocks until `pid` ends. */
pid_t sys_wait_for(pid_t pid, int *ret_status);
int sys_kill(pid_t pid, int signal);
/* Commands of reboot(2) (linux/reboot.h, 6.1); only SYS_RESTART_WITH has an argument. */
enum {
	SYS_RESTART = 0x01234567,
	SYS_RESTART_WITH = (int)0xa1b2c3d4,
	SYS_POWER_OFF = 0x4321fedc,
	SYS_HALT = (int)0xcdef0123,
	SYS_KEXEC = 0x45584543,
};
int sys_reboot(unsigned command, const char *argument);
void sys_sync(void);
pid_t sys_getpid(void);
pid_t sys_setsid(void);
int sys_nice(int nice);              /* absolute, -20 to 19 */
void sys_set_name(const char *name); /* name in ps, at most 15 characters; errors are harmless */

/*
 * SIGCHLD only interrupts sys_poll(). So do SIGTERM, SIGINT, SIGUSR1 and SIGUSR2, which
 * sys_signal_taken() then returns once; it returns 0 otherwise. Other terminal signals are ignored.
 */
int sys_signals_init(void);
int sys_signal_taken(void);
/* Restores the default signal mask and handlers, before exec. */
int sys_signals_reset(void);
/*
 * Waits for events on the descriptors, the end of a child (-EINTR) or `timeout` microseconds
 * (negative: no limit). Returns the number of descriptors with events; 0 on timeout.
 */
int sys_poll(struct pollfd *fds, size_t count, int64_t timeout);

/*
 * Microseconds of CLOCK_MONOTONIC, since the kernel started. The wall clock jumps when an RTC
 * driver loads.
 */
#define SYS_SECOND INT64_C(1000000)
int64_t sys_now(void);
/* Microseconds of the wall clock, CLOCK_REALTIME, for records only. */
int64_t sys_wall(void);

/* Netlink socket for the kernel's device events (group 1); `rcvbuf` in bytes. */
int sys_uevent_socket(int rcvbuf);
/*
 * Receives one datagram from the kernel without blocking. -EAGAIN: none pending; -ENOBUFS: events
 * were lost; -EPERM: not sent by the kernel; -EMSGSIZE: longer than `len`.
 */
ssize_t sys_uevent_receive(int fd, void *buf, size_t len);

/* Release and machine of uname(2), at most 64 characters each. */
struct sys_uname {
	char release[65];
	char machine[65];
};
int sys_uname(struct sys_uname *ret_uname);

#endif
