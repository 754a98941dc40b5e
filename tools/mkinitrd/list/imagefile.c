// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/list/imagefile.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

static int check(const char *path, int fd, uint64_t *ret_size)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return report_error("%s: %m", path);
	if (!S_ISREG(st.st_mode))
		return report_error("%s: not a regular file", path);
	*ret_size = st.st_size;
	return 0;
}

int imagefile_open(const char *path, struct imagefile *ret_file)
{
	/* O_NONBLOCK: do not block on a FIFO */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return report_error("%s: %m", path);
	ret_file->path = path;
	ret_file->fd = fd;
	ret_file->failed = false;
	ret_file->at = ret_file->len = 0;
	if (check(path, fd, &ret_file->size) == 0)
		return 0;
	close(fd);
	return -1;
}

void imagefile_close(struct imagefile *file)
{
	close(file->fd);
}

const unsigned char *imagefile_bytes(struct imagefile *file, uint64_t at, size_t len,
				     size_t *ret_len)
{
	if (at < file->at || at + len > file->at + file->len) {
		ssize_t got = pread(file->fd, file->block, sizeof(file->block), at);

		if (got < 0 && !file->failed)
			report_error("%s: %m", file->path);
		file->failed |= got < 0;
		file->at = at;
		file->len = got > 0 ? got : 0;
	}
	*ret_len = file->at + file->len - at;
	return file->block + (at - file->at);
}

/* ---- for libarchive -------------------------------------------------------------------------- */

static la_ssize_t read_block(struct archive *a, void *context, const void **ret_data)
{
	struct imagepart *part = context;
	uint64_t left = part->end - part->at;
	size_t want = left < sizeof(part->block) ? left : sizeof(part->block);
	ssize_t got = pread(part->file->fd, part->block, want, part->at);

	if (got < 0) {
		archive_set_error(a, errno, "%s", strerror(errno));
		return -1;
	}
	part->at += got;
	*ret_data = part->block;
	return got;
}

static la_int64_t skip(struct archive *a, void *context, la_int64_t len)
{
	struct imagepart *part = context;
	uint64_t left = part->end - part->at;

	(void)a;
	if ((uint64_t)len > left)
		len = left;
	part->at += len;
	return len;
}

struct archive *imagepart_open(struct imagepart *part, bool raw)
{
	struct archive *a = alloc_checked(archive_read_new());

	archive_read_support_filter_all(a);
	if (raw)
		archive_read_support_format_raw(a);
	else
		archive_read_support_format_cpio(a);
	if (archive_read_open2(a, part, NULL, read_block, skip, NULL) == ARCHIVE_OK)
		return a;
	archive_read_free(a);
	return NULL;
}
