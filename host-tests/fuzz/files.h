/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The input as files of /proc and /sys: parts separated by NUL, one per path with a matching end.
 * Replaces the system calls of the one target that includes it.
 */
#ifndef HOST_TESTS_FUZZ_FILES_H
#define HOST_TESTS_FUZZ_FILES_H

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"

enum { FILES = 10 };

static const char *const file_ends[FILES]; /* defined by the target */

static struct {
	const uint8_t *at;
	size_t len;
} files[FILES];

static int files_mount_error, files_stat_error;

static void files_open(const uint8_t *data, size_t size)
{
	for (int i = 0; i < FILES; i++) {
		const uint8_t *end = size ? memchr(data, '\0', size) : NULL;

		files[i].at = data;
		files[i].len = end && i < FILES - 1 ? (size_t)(end - data) : size;
		data += files[i].len;
		size -= files[i].len;
		if (size) {
			data++;
			size--;
		}
	}
}

static int file_of(const char *path)
{
	size_t len = strlen(path);

	for (int i = 0; i < FILES && file_ends[i]; i++) {
		size_t end = strlen(file_ends[i]);

		if (len >= end && text_equal(path + len - end, file_ends[i]))
			return files[i].len ? i : -ENOENT;
	}
	return -ENOENT;
}

int sys_open(int dirfd, const char *path, int flags)
{
	(void)dirfd, (void)flags;
	return file_of(path);
}

int sys_close(int fd)
{
	(void)fd;
	return 0;
}

/* Short reads. */
ssize_t sys_read(int fd, void *buf, size_t len)
{
	size_t some = files[fd].len < 64 ? files[fd].len : 64;

	if (len < some)
		some = len;
	memcpy(buf, files[fd].at, some);
	files[fd].at += some;
	files[fd].len -= some;
	return some;
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	int file = file_of(path);

	(void)dirfd;
	return file < 0 ? file : sys_read(file, buf, len);
}

int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)path, (void)flags;
	memset(ret_stat, 0, sizeof(*ret_stat));
	return files_stat_error;
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	(void)source, (void)target, (void)type, (void)flags, (void)data;
	return files_mount_error;
}

int sys_umount(const char *target, int flags)
{
	(void)target, (void)flags;
	return 0;
}

#endif
