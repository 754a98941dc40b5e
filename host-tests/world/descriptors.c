// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's descriptors: their numbers, pipes, terminals. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <linux/fs.h>
#include <termios.h>
#include <unistd.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"
#include "lib/text.h"

static const struct vfs_location no_file = {.mount = -1};

int world_fd(int fd)
{
	return fd < 0 || fd > 2 ? fd : w.low[fd];
}

/* The next open gets the lowest free descriptor. */
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

int world_open_fd(int host, const struct vfs_location *location)
{
	int fd = lowest(host);

	w.highest = host > w.highest ? host : w.highest;
	if (fd >= 0 && fd < VFS_FDS)
		w.fds[fd] = *location;
	return fd;
}

const char *world_file_of(int fd)
{
	static char host[2 * VFS_PATH];

	if (fd < 0 || fd >= VFS_FDS)
		return "none";
	if (w.fds[fd].mount < 0)
		return "pipe";
	vfs_host(&w.fds[fd], host);
	return host + strlen(w.world->dir) + 1;
}

/* The result is of no use: the descriptor is closed in any case (close(2)). */
int sys_close(int fd)
{
	int host = world_fd(fd);

	if (fd >= 0 && fd <= 2)
		w.low[fd] = -1;
	return or_errno(close(host));
}

int sys_dup2(int from, int to)
{
	int host = world_fd(from);

	MAY_FAIL(world_file_of(from));
	if (host < 0)
		return -EBADF;
	if (to < 0 || to >= VFS_FDS)
		return -EINVAL; /* not needed by any caller */
	if (from == to)
		return to;
	if (to > 2) {
		w.highest = to > w.highest ? to : w.highest;
		w.fds[to] = w.fds[from];
		return or_errno(dup2(host, to));
	}
	if (w.low[to] >= 0)
		close(w.low[to]);
	w.low[to] = fcntl(host, F_DUPFD, 3); /* not close-on-exec */
	w.highest = w.low[to] > w.highest ? w.low[to] : w.highest;
	w.fds[to] = w.fds[from];
	return to;
}

int sys_memfd(const void *data, size_t len)
{
	int fd;

	MAY_FAIL("memfd");
	fd = call2(__NR_memfd_create, "world", 1 /* MFD_CLOEXEC */);
	if (fd < 0 || pwrite(fd, data, len, 0) != (ssize_t)len)
		return -EMFILE;
	return world_open_fd(fd, &no_file);
}

int sys_pipe(int ret_fds[2])
{
	MAY_FAIL("pipe");
	if (pipe(ret_fds))
		return -errno;
	for (int i = 0; i < 2; i++) {
		fcntl(ret_fds[i], F_SETFD, FD_CLOEXEC);
		ret_fds[i] = world_open_fd(ret_fds[i], &no_file);
	}
	return 0;
}

static bool is_file(int fd, const char *end)
{
	const char *file = world_file_of(fd);
	size_t len = strlen(file), tail = strlen(end);

	return len >= tail && text_equal(file + len - tail, end);
}

static int disk_ioctl(unsigned long request, void *arg)
{
	if (request == BLKGETDISKSEQ)
		memcpy(arg, &w.shared->seq, sizeof(w.shared->seq));
	return request == BLKGETDISKSEQ ? 0 : -ENOTTY;
}

static int console_ioctl(unsigned long request, void *arg)
{
	if (request == TIOCGWINSZ)
		memset(arg, 0, sizeof(struct winsize));
	if (request == TIOCSCTTY && !w.leader)
		return -EPERM;
	if (request == TIOCSWINSZ)
		world_note("window of %u rows and %u columns", ((struct winsize *)arg)->ws_row,
			   ((struct winsize *)arg)->ws_col);
	if (request == TIOCSCTTY)
		world_note("controlling terminal");
	return request == TIOCGWINSZ || request == TIOCSWINSZ || request == TIOCSCTTY ? 0 : -ENOTTY;
}

int sys_ioctl(int fd, unsigned long request, void *arg)
{
	MAY_FAIL(world_file_of(fd));
	if (world_fd(fd) < 0)
		return -EBADF;
	if (is_file(fd, "dev/console"))
		return console_ioctl(request, arg);
	if (is_file(fd, "dev/watchdog"))
		return world_watchdog_ioctl(request, arg);
	return is_file(fd, "dev/null") || w.fds[fd].mount < 0 ? -ENOTTY : disk_ioctl(request, arg);
}

int sys_terminal_keys(int fd, bool each)
{
	(void)each;
	MAY_FAIL(world_file_of(fd));
	return is_file(fd, "dev/console") ? 0 : -ENOTTY;
}

bool sys_terminal_hides(int fd)
{
	(void)fd;
	return w.world->asks;
}
