// SPDX-License-Identifier: GPL-2.0
#include "lib/file.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/sys.h"
#include "lib/text.h"

long file_read_all(int fd, char *buf, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = sys_read(fd, buf + len, size - len);

		if (got < 0)
			return got;
		if (got == 0) {
			buf[len] = '\0';
			return len;
		}
		len += got;
	}
	return -EFBIG;
}

long file_read(const char *path, char *buf, size_t size)
{
	int fd = sys_open(SYS_CWD, path, O_RDONLY);
	long len;

	if (fd < 0)
		return fd;
	len = file_read_all(fd, buf, size);
	sys_close(fd);
	return len;
}

long file_read_value(const char *path, char *buf, size_t size)
{
	long len = file_read(path, buf, size);

	while (len > 0 && (unsigned char)buf[len - 1] <= ' ')
		buf[--len] = '\0';
	return len;
}

int file_write(const char *path, const char *text)
{
	int fd = sys_open(SYS_CWD, path, O_WRONLY);
	size_t len = strlen(text);
	ssize_t wrote;

	if (fd < 0)
		return fd;
	wrote = sys_write(fd, text, len);
	sys_close(fd);
	if (wrote < 0)
		return wrote;
	return (size_t)wrote == len ? 0 : -EIO;
}

bool file_exists(const char *path)
{
	struct sys_stat st;

	return !sys_stat(SYS_CWD, path, 0, &st);
}

int file_map(const char *path, struct bytes *ret_map)
{
	struct sys_stat st;
	const void *map = NULL;
	/* O_NONBLOCK: do not block if the path is a FIFO */
	int fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	int err;

	if (fd < 0)
		return fd;
	err = sys_stat(fd, "", AT_EMPTY_PATH, &st);
	if (!err && !S_ISREG(st.mode))
		err = -EINVAL;
	if (!err && st.size > SIZE_MAX / 2)
		err = -EFBIG;
	if (!err && st.size)
		err = sys_map(fd, st.size, &map);
	sys_close(fd);
	if (!err)
		*ret_map = bytes_of(map, st.size);
	return err;
}

void file_unmap(struct bytes *map)
{
	if (map->len)
		sys_unmap(map->at, map->len);
	*map = bytes_of(NULL, 0);
}

/* A block of struct linux_dirent64: ino u64, off s64, reclen u16, type u8, name (getdents(2)). */
enum { ENTRY_LENGTH = 16, ENTRY_TYPE = 18, ENTRY_NAME = 19 };

static int each_in_block(const char *block, size_t len, file_each_fn *each, void *context)
{
	int err = 0;

	for (size_t at = 0; !err && at < len;) {
		const char *name = block + at + ENTRY_NAME;
		uint16_t entry_len;

		memcpy(&entry_len, block + at + ENTRY_LENGTH, sizeof(entry_len));
		if (!text_equal(name, ".") && !text_equal(name, ".."))
			err = each(context, name, (unsigned char)block[at + ENTRY_TYPE]);
		at += entry_len;
	}
	return err;
}

int file_each(int dirfd, const char *path, file_each_fn *each, void *context)
{
	_Alignas(8) char block[2048];
	int fd = sys_open(dirfd, path, O_RDONLY | O_DIRECTORY);
	int err = 0;

	if (fd < 0)
		return fd;
	while (!err) {
		ssize_t len = sys_getdents(fd, block, sizeof(block));

		if (len <= 0) {
			err = len;
			break;
		}
		err = each_in_block(block, len, each, context);
	}
	sys_close(fd);
	return err;
}
