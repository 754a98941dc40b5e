// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/content.h"

#include <archive.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

enum { STEP = 1 << 16 };

/* A source of bytes, as read(2); it reports its errors. */
typedef ssize_t source_fn(void *context, void *buf, size_t len);

static int read_all(source_fn *source, void *context, size_t guess, struct content *ret_content)
{
	struct content c = {.data = alloc_again(NULL, guess + 1, 1)}; /* not cleared */
	size_t size = guess;
	ssize_t got;

	while ((got = source(context, c.data + c.len, size - c.len)) > 0) {
		c.len += got;
		if (c.len == size) {
			size = 2 * size + STEP;
			c.data = alloc_again(c.data, size + 1, 1);
		}
	}
	if (got < 0) {
		free(c.data);
		return -1;
	}
	c.data[c.len] = '\0';
	*ret_content = c;
	return 0;
}

struct plain {
	const char *path;
	int fd;
};

static ssize_t from_plain(void *context, void *buf, size_t len)
{
	struct plain *file = context;
	ssize_t got = read(file->fd, buf, len);

	return got < 0 ? report_error("%s: %m", file->path) : got;
}

/* One byte more than the file's size, for the read that finds its end. */
static int read_open(const char *path, int fd, struct content *ret_content)
{
	struct plain file = {path, fd};
	struct stat st;

	if (fstat(fd, &st) < 0)
		return report_error("%s: %m", path);
	if (!S_ISREG(st.st_mode))
		return report_error("%s: not a regular file", path);
	return read_all(from_plain, &file, st.st_size + 1, ret_content);
}

int content_read(const char *path, struct content *ret_content)
{
	/* O_NONBLOCK: do not block on a FIFO */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result;

	if (fd < 0)
		return report_error("%s: %m", path);
	result = read_open(path, fd, ret_content);
	close(fd);
	return result;
}

static const char *packed_suffix(const char *path)
{
	static const char *const suffixes[] = {".gz", ".xz", ".zst"};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (strcmp(dot, suffixes[i]) == 0)
			return dot;
	}
	return NULL;
}

bool content_is_packed(const char *path)
{
	return packed_suffix(path) != NULL;
}

void content_cut_suffix(char *path)
{
	const char *suffix = packed_suffix(path);

	if (suffix)
		path[suffix - path] = '\0';
}

struct packed {
	const char *path;
	struct archive *archive;
};

static ssize_t from_packed(void *context, void *buf, size_t len)
{
	struct packed *file = context;
	ssize_t got = archive_read_data(file->archive, buf, len);

	if (got >= 0)
		return got;
	return report_error("%s: damaged: %s", file->path, archive_error_string(file->archive));
}

static struct archive *unpacker(void)
{
	struct archive *a = alloc_checked(archive_read_new());

	archive_read_support_filter_gzip(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_raw(a);
	return a;
}

static int unpack(const char *path, struct content *packed, struct content *ret_content)
{
	struct packed file = {path, unpacker()};
	struct archive_entry *entry;
	int result;

	if (archive_read_open_memory(file.archive, packed->data, packed->len) != ARCHIVE_OK ||
	    archive_read_next_header(file.archive, &entry) != ARCHIVE_OK)
		result = report_error("%s: damaged: %s", path, archive_error_string(file.archive));
	else if (archive_filter_count(file.archive) < 2) /* the last one is the file itself */
		result = report_error("%s: damaged: not compressed, despite its name", path);
	else
		result = read_all(from_packed, &file, 4 * packed->len, ret_content);
	archive_read_free(file.archive);
	return result;
}

int content_unpack(const char *path, struct content *ret_content)
{
	struct content packed;
	int result;

	if (content_read(path, &packed) < 0)
		return -1;
	result = unpack(path, &packed, ret_content);
	content_free(&packed);
	return result;
}

void content_free(struct content *content)
{
	free(content->data);
	*content = (struct content){0};
}
