// SPDX-License-Identifier: GPL-2.0
/* Real files in the test's directory. */
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/tap.h"
#include "lib/sys.h"

static const char *make(const char *name, const char *text, size_t len)
{
	const char *path = tap_path(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len || close(fd) != 0)
		tap_ok(false, "%s can be made", name);
	return path;
}

static void reading(void)
{
	const char *path = make("value", "8:1 \n\n", 6), *blank = make("blank", " \n", 2);
	char buf[16];

	tap_num(file_read(path, buf, 7), 6, "a file that just fits with its NUL");
	tap_str(buf, "8:1 \n\n", "is read whole");
	tap_num(file_read(path, buf, 6), -EFBIG, "one byte less does not do");
	tap_num(file_read(path, buf, 0), -EFBIG, "nor does size 0");
	tap_num(file_read_value(path, buf, sizeof(buf)), 3, "a value ends before its white space");
	tap_str(buf, "8:1", "and is a string");
	tap_num(file_read_value(blank, buf, sizeof(buf)), 0, "a value of white space is empty");
	tap_str(buf, "", "and is a string");
	tap_num(file_read(make("empty", "", 0), buf, 1), 0, "an empty file");
	tap_num(file_read(tap_path("missing"), buf, sizeof(buf)), -ENOENT, "no file");
	tap_num(file_read(tap_path("."), buf, sizeof(buf)), -EISDIR, "a directory");
}

static void proc(void)
{
	char comm[32], name[64];

	tap_num(file_write("/proc/self/comm", "gangway-test"), 0, "a file of /proc is written");
	tap_num(file_read_value("/proc/self/comm", comm, sizeof(comm)), 12, "and read");
	tap_str(comm, "gangway-test", "with the written text");
	tap_ok(file_read("/proc/self/status", name, sizeof(name)) == -EFBIG,
	       "a /proc file, whose st_size is 0, may be too big");
	tap_num(file_write(tap_path("absent"), "x"), -ENOENT, "writing makes no file");
}

static void mapping(void)
{
	struct bytes map = bytes_of("as it was", 9);

	tap_num(file_map(tap_path("missing"), &map), -ENOENT, "no file to map");
	tap_num(file_map(tap_path("."), &map), -EINVAL, "a directory is not mapped");
	tap_num(file_map("/dev/null", &map), -EINVAL, "nor is a device");
	tap_num(map.len, 9, "all of which change nothing");
	tap_num(file_map(make("map", "mapped", 6), &map), 0, "a file is mapped");
	tap_ok(map.len == 6 && memcmp(map.at, "mapped", 6) == 0, "all of it");
	file_unmap(&map);
	tap_num(map.len, 0, "and freed");
	tap_num(file_map(tap_path("empty"), &map), 0, "an empty file is mapped");
	tap_num(map.len, 0, "as nothing");
	file_unmap(&map);
}

struct count {
	int files, dirs, stop;
};

static int count_entry(void *context, const char *name, unsigned char type)
{
	struct count *count = context;

	count->files += type == 8; /* DT_REG */
	count->dirs += type == 4;  /* DT_DIR */
	return strcmp(name, "file-77") == 0 ? count->stop : 0;
}

/* More entries than fit one block. */
static void walking(void)
{
	const char *dir;
	struct count all = {.stop = 0}, some = {.stop = -EXDEV};
	char name[32];

	mkdir(tap_path("walk"), 0755);
	mkdir(tap_path("walk/dir"), 0755);
	for (int i = 0; i < 200; i++) {
		sprintf(name, "walk/file-%d", i);
		make(name, "", 0);
	}
	dir = tap_path("walk");
	tap_num(file_each(SYS_CWD, dir, count_entry, &all), 0, "a directory is listed");
	tap_num(all.files, 200, "all its files are seen");
	tap_num(all.dirs, 1, "and its subdirectory, but not \".\" and \"..\"");
	tap_num(file_each(SYS_CWD, dir, count_entry, &some), -EXDEV, "a walk is ended");
	tap_num(file_each(SYS_CWD, tap_path("missing"), count_entry, &all), -ENOENT,
		"no such directory");
	tap_num(file_each(SYS_CWD, tap_path("map"), count_entry, &all), -ENOTDIR, "a file");
}

/* Nothing is deleted in a file system whose type is not known to be in memory. */
static void types(void)
{
	int proc = sys_open(SYS_CWD, "/proc", O_RDONLY | O_DIRECTORY);
	uint64_t magic = 1;

	tap_num(sys_fs_magic(-1, &magic), -EBADF, "the type of no file system");
	tap_num(magic, 1, "is not returned");
	tap_num(sys_fs_magic(proc, &magic), 0, "that of /proc");
	tap_num(magic, 0x9fa0, "is PROC_SUPER_MAGIC");
	sys_close(proc);
	tap_num(sys_fs_read_only(tap_path(".")), 0, "the test's own file system is writable");
	tap_num(sys_fs_read_only(tap_path("missing")), -ENOENT, "a path that is not there");
}

int main(void)
{
	types();
	reading();
	proc();
	mapping();
	walking();
	return tap_done();
}
