// SPDX-License-Identifier: GPL-2.0
/* The cleanup process on a tree that is a table: when it deletes the initramfs, and what of it. */
#include "init/switch/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"
#include "init/boot/boot.h"
#include "init/switch/sysmap.h"
#include "lib/file.h"
#include "lib/sys.h"

#define RAMFS 0x858458f6

enum { OLD = 5, READ = 20, WRITE = 21, DEEP = 6, MOUNT = 7 };

static const struct {
	int parent;
	const char *name;
	int fd; /* of a directory; 0: a file */
} entries[] = {
	{OLD, "init", 0},  {OLD, "deep", DEEP},    {OLD, "mnt", MOUNT},
	{DEEP, "file", 0}, {MOUNT, "precious", 0},
};

static struct boot b;
static char did[512];
static jmp_buf end;
static uint64_t magic;
static int magic_error, pipe_error, stat_error;
static pid_t fork_result;
static ssize_t read_result; /* of the pipe: 0 is end of file */

static void note(const char *what, const char *name, int number)
{
	size_t len = strlen(did);

	if (name)
		snprintf(did + len, sizeof(did) - len, "%s %s; ", what, name);
	else
		snprintf(did + len, sizeof(did) - len, "%s %d; ", what, number);
}

int sys_pipe(int ret_fds[2])
{
	ret_fds[0] = READ;
	ret_fds[1] = WRITE;
	return pipe_error;
}

pid_t sys_fork(void)
{
	return fork_result;
}

void sys_exit(int status)
{
	note("exit", NULL, status);
	longjmp(end, 1);
}

int sys_close(int fd)
{
	if (fd > 2)
		note("close", NULL, fd);
	return 0;
}

ssize_t sys_read(int fd, void *buf, size_t len)
{
	(void)buf;
	note("read", NULL, fd == READ && len == 1 ? READ : -1);
	return read_result;
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	(void)buf;
	note("write", NULL, fd);
	return len;
}

void sys_set_name(const char *name)
{
	(void)name;
}

int sys_nice(int nice)
{
	note("nice", NULL, nice);
	return 0;
}

int sys_fs_magic(int fd, uint64_t *ret_magic)
{
	(void)fd;
	*ret_magic = magic;
	return magic_error;
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)path, (void)flags;
	*ret_stat = (struct sys_stat){.dev_major = 0, .dev_minor = dirfd == MOUNT ? 9 : 2};
	return stat_error;
}

int sys_open(int dirfd, const char *path, int flags)
{
	(void)flags;
	if (dirfd == OLD && strcmp(path, ".") == 0)
		return OLD + 10;
	for (unsigned i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (entries[i].parent == dirfd % 10 && strcmp(entries[i].name, path) == 0)
			return entries[i].fd;
	return -ENOENT;
}

int sys_unlink(int dirfd, const char *path, int flags)
{
	(void)dirfd;
	note(flags ? "rmdir" : "unlink", path, 0);
	return 0;
}

int file_each(int dirfd, const char *path, file_each_fn *each, void *context)
{
	(void)path;
	for (unsigned i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (entries[i].parent == dirfd % 10)
			(void)each(context, entries[i].name, entries[i].fd ? DT_DIR : DT_REG);
	return 0;
}

void sysmap_wait_opened(const struct sysmap_helper *helper)
{
	note("wait", "System.map", helper == &b.sysmap);
}

/* ---- tests ---- */

static void begin(void)
{
	memset(&b, 0, sizeof(b));
	did[0] = '\0';
	b.old_root = OLD;
	magic = RAMFS;
	magic_error = pipe_error = stat_error = 0;
	fork_result = 77;
	read_result = 0;
}

static void parent(void)
{
	begin();
	tap_num(cleanup_start(&b), WRITE, "PID 1 holds an end of the pipe");
	tap_str(did, "close 20; ", "and closes the other one");
	begin();
	fork_result = -EAGAIN;
	tap_num(cleanup_start(&b), -EAGAIN, "fork() fails");
	tap_str(did, "close 20; close 21; ", "both are closed");
	begin();
	pipe_error = -EMFILE;
	tap_num(cleanup_start(&b), -EMFILE, "pipe() fails");
	tap_str(did, "", "nothing is to be closed");
	begin();
	magic = 0xef53;
	tap_num(cleanup_start(&b), 0, "an old root on a disk: nothing is to be deleted");
	magic = RAMFS;
	magic_error = -EIO;
	tap_num(cleanup_start(&b), 0, "nor if its type is unknown");
	magic_error = 0;
	tap_num(cleanup_start(&b), WRITE, "one in memory: PID 1 can stop the process");
	did[0] = '\0';
	cleanup_cancel(WRITE);
	tap_str(did, "write 21; close 21; ", "the process is stopped if the exec fails");
}

static void child(const char *want, const char *what)
{
	fork_result = 0;
	if (!setjmp(end))
		(void)cleanup_start(&b);
	tap_str(did, want, "%s", what);
}

static void children(void)
{
	begin();
	child("close 21; nice 19; read 20; wait System.map; unlink init; unlink file; close 6; "
	      "rmdir deep; close 7; rmdir mnt; close 15; exit 0; ",
	      "the files of the initramfs are deleted, not those of other mounts");
	begin();
	read_result = 1;
	child("close 21; nice 19; read 20; exit 0; ", "the exec failed: nothing is deleted");
	begin();
	read_result = -EIO;
	child("close 21; nice 19; read 20; exit 0; ", "nor if that is unknown");
	begin();
	magic = 0x01021994;
	stat_error = -EIO;
	child("close 21; nice 19; read 20; wait System.map; exit 0; ",
	      "nor if its device is unknown");
}

int main(void)
{
	parent();
	children();
	return tap_done();
}
