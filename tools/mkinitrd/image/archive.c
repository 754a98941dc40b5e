// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"

struct writer {
	struct archive *archive;
	struct archive_entry *entry;
	struct output *out;
	time_t time;
	long inode;
	bool said; /* the output has said why it failed */
};

static la_ssize_t to_output(struct archive *archive, void *context, const void *data, size_t len)
{
	struct writer *w = context;

	(void)archive;
	/* libarchive tries once more when it closes */
	if (!w->said && output_write(w->out, data, len) == 0)
		return len;
	w->said = true;
	return -1;
}

static int write_failed(struct writer *w)
{
	const char *why = archive_error_string(w->archive);

	if (w->said)
		return -1;
	return report_error("%s: cannot be written: %s", w->out->path, why ? why : "no cause");
}

static int write_header(struct writer *w, const struct tree_entry *entry, size_t len)
{
	struct archive_entry *e = archive_entry_clear(w->entry);

	/* the kernel unpacks relative to "/" */
	archive_entry_copy_pathname(e, entry->path + 1);
	archive_entry_set_mode(e, entry->mode);
	archive_entry_set_size(e, len);
	archive_entry_set_mtime(e, w->time, 0);
	archive_entry_set_ino(e, ++w->inode);
	archive_entry_set_nlink(e, S_ISDIR(entry->mode) ? 2 : 1);
	if (entry->target)
		archive_entry_copy_symlink(e, entry->target);
	if (S_ISCHR(entry->mode) || S_ISBLK(entry->mode))
		archive_entry_set_rdev(e, entry->device);
	return archive_write_header(w->archive, e) == ARCHIVE_OK ? 0 : write_failed(w);
}

static int write_bytes(struct writer *w, const struct tree_entry *entry, const char *data,
		       size_t len)
{
	if (write_header(w, entry, len) < 0)
		return -1;
	if (len > 0 && archive_write_data(w->archive, data, len) != (la_ssize_t)len)
		return write_failed(w);
	return 0;
}

static int write_entry(void *context, const struct tree_entry *entry)
{
	struct writer *w = context;
	struct content content;
	int result;

	if (interrupt_check() < 0)
		return -1;
	if (!S_ISREG(entry->mode) || !entry->source)
		return write_bytes(w, entry, entry->data, entry->len);
	if (content_read(entry->source, &content) < 0)
		return -1;
	result = write_bytes(w, entry, content.data, content.len);
	content_free(&content);
	return result;
}

static int open_writer(struct writer *w, const struct compression *compression)
{
	archive_write_set_format_cpio_newc(w->archive);
	if (compress_set(compression, w->archive) < 0)
		return -1;
	/* no padding behind the compressed bytes */
	archive_write_set_bytes_in_last_block(w->archive, 1);
	if (archive_write_open(w->archive, w, NULL, to_output, NULL) != ARCHIVE_OK)
		return write_failed(w);
	return 0;
}

static int write_all(struct writer *w, const struct tree *tree,
		     const struct compression *compression)
{
	if (open_writer(w, compression) < 0 || tree_each(tree, write_entry, w) < 0)
		return -1;
	return archive_write_close(w->archive) == ARCHIVE_OK ? 0 : write_failed(w);
}

/* SOURCE_DATE_EPOCH: reproducible-builds.org/specs/source-date-epoch */
static int image_time(time_t *ret_time)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds = 0;

	/* the field of the archive has eight hex digits */
	if (text && text_number(text, 10, UINT32_MAX, &seconds) < 0)
		return report_error(
			"SOURCE_DATE_EPOCH=%s: not a number of seconds from 0 to 4294967295", text);
	*ret_time = seconds;
	return 0;
}

int archive_write_image(const struct tree *tree, const struct compression *compression,
			struct output *out)
{
	struct writer w = {.out = out};
	int result;

	if (image_time(&w.time) < 0)
		return -1;
	w.archive = alloc_checked(archive_write_new());
	w.entry = alloc_checked(archive_entry_new());
	result = write_all(&w, tree, compression);
	archive_entry_free(w.entry);
	archive_write_free(w.archive);
	return result;
}
