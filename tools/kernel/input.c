// SPDX-License-Identifier: GPL-2.0
#include "tools/kernel/input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "tools/kernel/fault.h"

/* A limit for files that report no size. */
enum { SIZE_MAX_UNKNOWN = 1 << 29 };

/* Returns the number of bytes copied, or -errno. */
static int64_t copy_all(int from, int to)
{
	static char block[1 << 16];
	int64_t size = 0;
	ssize_t got;

	while ((got = read(from, block, sizeof(block))) > 0) {
		size += got;
		if (size > SIZE_MAX_UNKNOWN)
			return -EFBIG;
		if (write(to, block, got) != got)
			return -errno;
	}
	return got < 0 ? -errno : size;
}

/* Copies the file to memory that can be mapped like a file. */
static int map_copy(int from, struct bytes *ret_file)
{
	int copy = memfd_create("sysmap", MFD_CLOEXEC);
	int64_t size = copy < 0 ? -errno : copy_all(from, copy);
	const void *map = NULL;
	int err = size > 0 ? sys_map(copy, size, &map) : size;

	if (copy >= 0)
		close(copy);
	*ret_file = bytes_of(map, err ? 0 : size);
	return err;
}

static int read_whole(const char *path, struct bytes *ret_file)
{
	/* O_NONBLOCK: do not block on /proc/kmsg */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int err = fd < 0 ? -errno : map_copy(fd, ret_file);

	if (fd >= 0)
		close(fd);
	return err;
}

int input_map(const char *path, struct bytes *ret_file)
{
	struct bytes file = bytes_of(NULL, 0);
	int err = file_map(path, &file);

	if (err == -ENODEV || (!err && !file.len)) /* it cannot be mapped, or has no size */
		err = read_whole(path, &file);
	if (err == -EINVAL)
		return fault("%s: not a regular file", path);
	if (err)
		return fault_errno(path, err);
	if (!file.len)
		return fault("%s: empty file", path);
	*ret_file = file;
	return 0;
}
