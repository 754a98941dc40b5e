// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <stdlib.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

static la_ssize_t to_output(struct archive *archive, void *context, const void *data, size_t len)
{
	struct stream *s = context;

	(void)archive;
	/* libarchive tries once more when it closes */
	if (!s->reported && output_write(s->out, data, len) == 0)
		return len;
	s->reported = true;
	return -1;
}

static int fail(struct stream *s)
{
	const char *why = archive_error_string(s->archive);

	if (s->reported)
		return -1;
	return report_error("cannot write %s: %s", s->out->path, why ? why : "unknown error");
}

int stream_open(struct stream *s, struct output *out, int (*set_format)(struct archive *),
		const struct compression *compression)
{
	*s = (struct stream){.out = out};
	s->archive = alloc_checked(archive_write_new());
	s->entry = alloc_checked(archive_entry_new());
	set_format(s->archive);
	if (compress_set(compression, s->archive) < 0)
		return -1;
	/*
	 * No padding after compressed data. An uncompressed archive is padded as by GNU cpio:
	 * Debian's unmkinitramfs looks for the next archive in steps of 512 bytes.
	 */
	archive_write_set_bytes_in_last_block(s->archive, compression == compress_none() ? 512 : 1);
	if (archive_write_open(s->archive, s, NULL, to_output, NULL) != ARCHIVE_OK)
		return fail(s);
	return 0;
}

int stream_header(struct stream *s)
{
	return archive_write_header(s->archive, s->entry) == ARCHIVE_OK ? 0 : fail(s);
}

int stream_data(struct stream *s, const void *data, size_t len)
{
	if (len > 0 && archive_write_data(s->archive, data, len) != (la_ssize_t)len)
		return fail(s);
	return 0;
}

int stream_close(struct stream *s)
{
	return archive_write_close(s->archive) == ARCHIVE_OK ? 0 : fail(s);
}

void stream_free(struct stream *s)
{
	archive_entry_free(s->entry);
	archive_write_free(s->archive);
}

/* SOURCE_DATE_EPOCH: reproducible-builds.org/specs/source-date-epoch */
int stream_time(time_t *ret_time)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds = 0;

	/* the field of a cpio archive has eight hex digits */
	if (text && text_number(text, 10, UINT32_MAX, &seconds) < 0)
		return report_error(
			"SOURCE_DATE_EPOCH=%s: not a number of seconds from 0 to 4294967295", text);
	*ret_time = seconds;
	return 0;
}
