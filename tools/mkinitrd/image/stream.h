/* SPDX-License-Identifier: GPL-2.0 */
/* libarchive's writer of an image, compressed, to its output file. */
#ifndef TOOLS_MKINITRD_IMAGE_STREAM_H
#define TOOLS_MKINITRD_IMAGE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "tools/mkinitrd/image/compress.h"
#include "tools/mkinitrd/image/output.h"

struct archive_entry;

struct stream {
	struct archive *archive;
	struct archive_entry *entry; /* for the next header */
	struct output *out;
	bool reported; /* the output has reported its error */
};

/* `set_format` is a function of libarchive. After a failure too, the caller calls stream_free(). */
int stream_open(struct stream *s, struct output *out, int (*set_format)(struct archive *),
		const struct compression *compression);
int stream_header(struct stream *s);
int stream_data(struct stream *s, const void *data, size_t len);
int stream_close(struct stream *s);
void stream_free(struct stream *s);

/* The time of all files in the image: $SOURCE_DATE_EPOCH, or 0. */
int stream_time(time_t *ret_time);

#endif
