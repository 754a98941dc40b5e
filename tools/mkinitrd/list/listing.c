// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/list/listing.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/list/extlist.h"
#include "tools/mkinitrd/list/imagefile.h"
#include "tools/mkinitrd/list/listentry.h"

static int list_entries(struct archive *a, const char *image)
{
	struct archive_entry *e;
	int result;

	/* the data is read too, to detect a truncated image */
	while ((result = archive_read_next_header(a, &e)) == ARCHIVE_OK) {
		listentry_print(e);
		if (archive_read_data_skip(a) != ARCHIVE_OK)
			break;
	}
	if (result == ARCHIVE_EOF)
		return 0;
	return report_error("%s: %s", image, archive_error_string(a));
}

/* Whether all data can be decompressed; archive_read_data_skip() would not check it. */
static bool reads_whole(struct archive *a)
{
	const void *block;
	la_int64_t offset;
	size_t len;
	int result;

	while ((result = archive_read_data_block(a, &block, &len, &offset)) == ARCHIVE_OK)
		;
	return result == ARCHIVE_EOF;
}

/* Whether this part is one complete compressed stream, or several of the same kind. */
static bool is_stream(struct imagefile *image, uint64_t at, uint64_t end)
{
	static struct imagepart part;
	struct archive_entry *e;
	struct archive *a;
	bool whole;

	part.file = image, part.at = at, part.end = end;
	a = imagepart_open(&part, true);
	whole = a && archive_read_next_header(a, &e) == ARCHIVE_OK && archive_filter_count(a) > 1 &&
		reads_whole(a) && at + archive_filter_bytes(a, -1) == end;
	archive_read_free(a);
	return whole;
}

static const struct magic {
	const char *bytes;
	size_t len;
	bool plain;
} magics[] = {
	{"070701", 6, true},
	{"070702", 6, true},
	{"\x1f\x8b\x08", 3, false},
	{"\x28\xb5\x2f\xfd", 4, false},
	{"\xfd"
	 "7zXZ\0",
	 6, false},
	{"\x02\x21\x4c\x18", 4, false},
	{"\x04\x22\x4d\x18", 4, false},
	{"BZh", 3, false},
	{"\x89LZO", 4, false},
};

enum { MAGIC_MAX = 6 };

/* NULL: no archive begins there. */
static const struct magic *magic_at(struct imagefile *image, uint64_t at)
{
	size_t len;
	const unsigned char *data = imagefile_bytes(image, at, MAGIC_MAX, &len);

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if (len >= magics[i].len && data[0] == (unsigned char)magics[i].bytes[0] &&
		    memcmp(data, magics[i].bytes, magics[i].len) == 0)
			return &magics[i];
	}
	return NULL;
}

static bool is_zero(struct imagefile *image, uint64_t at)
{
	size_t len;
	const unsigned char *data = imagefile_bytes(image, at, 1, &len);

	return len > 0 && !*data;
}

/*
 * The end of the stream at `at`, or 0. What follows up to `next` are zeros, and the last bytes of a
 * stream may be zeros, too.
 */
static uint64_t end_among_zeros(struct imagefile *image, uint64_t at, uint64_t zeros, uint64_t next)
{
	enum { TRAILER = 8 };

	for (uint64_t end = zeros; end <= next && end - zeros <= TRAILER; end++)
		if (is_stream(image, at, end))
			return end;
	return 0;
}

/*
 * The end of the compressed archive at `at`. libarchive does not report it: the archive ends where
 * the data up to the start of another archive, and to zeros before that, is complete. Compressed
 * data may contain the magic of another kind by chance, which is ignored if all is one stream.
 */
static uint64_t stream_end(struct imagefile *image, uint64_t at, const struct magic *kind)
{
	enum { UNKNOWN, YES, NO } all = UNKNOWN;
	uint64_t zeros = at, end;

	for (uint64_t next = at + 1; next < image->size; next++) {
		const struct magic *magic;

		if (!is_zero(image, next - 1))
			zeros = next;
		magic = magic_at(image, next);
		if (!magic)
			continue;
		if (magic != kind && all == UNKNOWN)
			all = is_stream(image, at, image->size) ? YES : NO;
		if (magic != kind && all == YES)
			continue;
		end = end_among_zeros(image, at, zeros, next);
		if (end)
			return end;
	}
	return image->size;
}

/* Moves *at to the end of the archive. */
static int list_archive(struct imagefile *image, uint64_t *at)
{
	static struct imagepart part;
	const struct magic *kind = magic_at(image, *at);
	bool plain = kind && kind->plain;
	struct archive *a;
	int result;

	part.file = image, part.at = *at;
	part.end = plain ? image->size : stream_end(image, *at, kind);
	a = imagepart_open(&part, false);
	if (!a)
		return report_error("%s: not an archive", image->path);
	result = list_entries(a, image->path);
	*at = plain ? *at + archive_filter_bytes(a, 0) : part.end;
	archive_read_free(a);
	return result;
}

static int list_all(struct imagefile *image)
{
	int result = 0;
	uint64_t at = 0;

	do {
		result = list_archive(image, &at);
		/* the kernel skips zeros between archives */
		while (is_zero(image, at))
			at++;
	} while (result == 0 && at < image->size);
	return image->failed ? -1 : result;
}

int listing_print(const char *path)
{
	static struct imagefile image;
	int result;

	if (imagefile_open(path, &image) < 0)
		return -1;
	result = extlist_print(&image);
	if (result > 0)
		result = list_all(&image);
	imagefile_close(&image);
	return result;
}
