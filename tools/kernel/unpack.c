// SPDX-License-Identifier: GPL-2.0
#include "tools/kernel/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "tools/kernel/fault.h"

static int (*const filters[])(struct archive *) = {
	[PACKED_GZIP] = archive_read_support_filter_gzip,
	[PACKED_BZIP2] = archive_read_support_filter_bzip2,
	[PACKED_LZMA] = archive_read_support_filter_lzma,
	[PACKED_XZ] = archive_read_support_filter_xz,
	[PACKED_LZO] = archive_read_support_filter_lzop,
	[PACKED_LZ4] = archive_read_support_filter_lz4,
	[PACKED_ZSTD] = archive_read_support_filter_zstd,
};

struct buffer {
	char *data;
	size_t len, size;
};

/* Enlarges the buffer, up to `max`; false: not possible. */
static bool grow(struct buffer *buffer, size_t max)
{
	size_t size = buffer->size ? buffer->size * 2 : 1 << 20;
	char *data;

	if (buffer->size >= max)
		return false;
	if (size > max)
		size = max;
	data = realloc(buffer->data, size);
	if (!data)
		return false;
	buffer->data = data;
	buffer->size = size;
	return true;
}

static int read_all(const char *path, struct archive *archive, size_t max, struct buffer *buffer)
{
	for (;;) {
		ssize_t got;

		if (buffer->len == buffer->size && !grow(buffer, max))
			return fault("%s: the kernel is larger than %zu MiB", path, max >> 20);
		got = archive_read_data(archive, buffer->data + buffer->len,
					buffer->size - buffer->len);
		if (got < 0)
			return fault("%s: cannot decompress the kernel: %s", path,
				     archive_error_string(archive));
		if (got == 0)
			return 0;
		buffer->len += got;
	}
}

static int open_packed(const char *path, struct archive *archive, struct bytes packed,
		       enum image_packing packing)
{
	struct archive_entry *entry;

	/* ARCHIVE_WARN: libarchive will run an external program (lzop) */
	if (filters[packing](archive) < ARCHIVE_WARN ||
	    archive_read_support_format_raw(archive) < ARCHIVE_WARN ||
	    archive_read_open_memory(archive, packed.at, packed.len) < ARCHIVE_WARN ||
	    archive_read_next_header(archive, &entry) < ARCHIVE_WARN)
		return fault("%s: cannot decompress the kernel: %s", path,
			     archive_error_string(archive));
	return 0;
}

int unpack(const char *path, struct bytes packed, enum image_packing packing, size_t max,
	   void **ret_memory, size_t *ret_len)
{
	struct archive *archive = archive_read_new();
	struct buffer buffer = {0};
	int result;

	if (!archive)
		return fault("out of memory");
	result = open_packed(path, archive, packed, packing);
	if (!result)
		result = read_all(path, archive, max, &buffer);
	archive_read_free(archive);
	if (result) {
		free(buffer.data);
		return result;
	}
	*ret_memory = buffer.data;
	*ret_len = buffer.len;
	return 0;
}
