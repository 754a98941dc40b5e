// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/sourcefile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"

/* A cpio archive has eight hex digits for the size of a file. */
int sourcefile_open(const char *path, uint64_t *ret_size)
{
	/* O_NONBLOCK: do not block on a FIFO */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		report_error("%s: %m", path);
	else if (!S_ISREG(st.st_mode))
		report_error("%s: not a regular file", path);
	else if (st.st_size > UINT32_MAX)
		report_error("%s: %lld bytes; files in an initramfs must be smaller than 4 GiB",
			     path, (long long)st.st_size);
	else {
		*ret_size = st.st_size;
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The number of bytes read; -1, reported, at an early end of the file. */
static ssize_t read_part(int fd, const char *path, void *buf, size_t want)
{
	ssize_t got = interrupt_check() < 0 ? -1 : read(fd, buf, want);

	if (got < 0)
		return interrupt_came() ? -1 : report_error("%s: %m", path);
	return got > 0 ? got : report_error("%s: file was truncated while it was read", path);
}

int sourcefile_copy(int fd, const char *path, uint64_t size, sourcefile_part_fn *part,
		    void *context)
{
	static char buf[1 << 18];
	int result = 0;

	while (size > 0 && result == 0) {
		size_t want = size < sizeof(buf) ? size : sizeof(buf);
		ssize_t got = read_part(fd, path, buf, want);

		result = got < 0 ? -1 : part(context, buf, got);
		size -= got;
	}
	return result;
}
