// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/list/listing.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <string.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/list/extlist.h"
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

static struct archive *open_part(const char *data, size_t len, bool raw)
{
	struct archive *a = alloc_checked(archive_read_new());

	archive_read_support_filter_all(a);
	if (raw)
		archive_read_support_format_raw(a);
	else
		archive_read_support_format_cpio(a);
	if (archive_read_open_memory(a, data, len) == ARCHIVE_OK)
		return a;
	archive_read_free(a);
	return NULL;
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

/* Whether this is one complete compressed stream, or several of the same kind. */
static bool is_stream(const char *data, size_t len)
{
	struct archive *a = open_part(data, len, true);
	struct archive_entry *e;
	bool whole = a && archive_read_next_header(a, &e) == ARCHIVE_OK &&
		     archive_filter_count(a) > 1 && reads_whole(a);

	archive_read_free(a);
	return whole;
}

static bool begins_member(const char *data, size_t len)
{
	static const struct {
		const char *bytes;
		size_t len;
	} magics[] = {
		{"070701", 6},
		{"070702", 6},
		{"\x1f\x8b\x08", 3},
		{"\x28\xb5\x2f\xfd", 4},
		{"\xfd"
		 "7zXZ\0",
		 6},
		{"\x02\x21\x4c\x18", 4},
		{"\x04\x22\x4d\x18", 4},
		{"BZh", 3},
		{"\x89LZO", 4},
	};

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if (len >= magics[i].len && memcmp(data, magics[i].bytes, magics[i].len) == 0)
			return true;
	}
	return false;
}

/*
 * The length of the compressed archive at the beginning of `data`. libarchive does not report it:
 * the archive ends where the data up to the start of another archive is complete. Zeros between two
 * archives belong to neither.
 */
static size_t stream_len(const char *data, size_t len)
{
	enum { PADDING = 4 };

	for (size_t next = 1; next < len; next++) {
		if (!begins_member(data + next, len - next))
			continue;
		for (size_t zeros = 0; zeros < PADDING && zeros < next; zeros++) {
			if (is_stream(data, next - zeros))
				return next - zeros;
			if (data[next - zeros - 1])
				break;
		}
	}
	return len;
}

static bool is_compressed(const char *data, size_t len)
{
	return !(len >= 6 && (memcmp(data, "070701", 6) == 0 || memcmp(data, "070702", 6) == 0));
}

/* Moves *at to the end of the archive. */
static int list_archive(const char *image, const struct content *all, size_t *at)
{
	const char *data = all->data + *at;
	size_t len = all->len - *at;
	bool compressed = is_compressed(data, len);
	struct archive *a;
	int result;

	if (compressed)
		len = stream_len(data, len);
	a = open_part(data, len, false);
	if (!a)
		return report_error("%s: not an archive", image);
	result = list_entries(a, image);
	*at += compressed ? len : (size_t)archive_filter_bytes(a, 0);
	archive_read_free(a);
	return result;
}

static int list_all(const char *image, const struct content *all)
{
	int result = 0;
	size_t at = 0;

	do {
		result = list_archive(image, all, &at);
		/* the kernel skips zeros between archives */
		while (at < all->len && !all->data[at])
			at++;
	} while (result == 0 && at < all->len);
	return result;
}

int listing_print(const char *image)
{
	struct content all;
	int result;

	if (content_read(image, &all) < 0)
		return -1;
	result = extlist_print(image, &all);
	if (result > 0)
		result = list_all(image, &all);
	content_free(&all);
	return result;
}
