// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"

/* Entries that are one file: hard links of one source, with the same owner and mode. */
struct file {
	struct tree_entry key;
	unsigned names; /* names not yet written; the data follows the last */
	long inode;     /* 0: none is written yet */
	unsigned links;
};

struct writer {
	struct archive *archive;
	struct archive_entry *entry;
	struct output *out;
	void *files; /* by_file() */
	time_t time;
	long inode;
	bool reported; /* the output has reported its error */
};

/* ---- the output ------------------------------------------------------------------------------ */

static la_ssize_t to_output(struct archive *archive, void *context, const void *data, size_t len)
{
	struct writer *w = context;

	(void)archive;
	/* libarchive tries once more when it closes */
	if (!w->reported && output_write(w->out, data, len) == 0)
		return len;
	w->reported = true;
	return -1;
}

static int write_failed(struct writer *w)
{
	const char *why = archive_error_string(w->archive);

	if (w->reported)
		return -1;
	return report_error("cannot write %s: %s", w->out->path, why ? why : "unknown error");
}

static int write_header(struct writer *w, const struct tree_entry *entry, const struct file *file,
			uint64_t len)
{
	struct archive_entry *e = archive_entry_clear(w->entry);

	/* the kernel unpacks relative to "/" */
	archive_entry_copy_pathname(e, entry->path + 1);
	archive_entry_set_mode(e, entry->mode);
	archive_entry_set_uid(e, entry->uid);
	archive_entry_set_gid(e, entry->gid);
	archive_entry_set_size(e, len);
	archive_entry_set_mtime(e, w->time, 0);
	archive_entry_set_ino(e, file ? file->inode : ++w->inode);
	archive_entry_set_nlink(e, S_ISDIR(entry->mode) ? 2 : file ? file->links : 1);
	if (entry->target)
		archive_entry_copy_symlink(e, entry->target);
	if (S_ISCHR(entry->mode) || S_ISBLK(entry->mode))
		archive_entry_set_rdev(e, entry->device);
	return archive_write_header(w->archive, e) == ARCHIVE_OK ? 0 : write_failed(w);
}

static int write_data(struct writer *w, const void *data, size_t len)
{
	if (len > 0 && archive_write_data(w->archive, data, len) != (la_ssize_t)len)
		return write_failed(w);
	return 0;
}

static int write_bytes(struct writer *w, const struct tree_entry *entry)
{
	if (write_header(w, entry, NULL, entry->len) < 0)
		return -1;
	return write_data(w, entry->data, entry->len);
}

/* ---- files of the source --------------------------------------------------------------------- */

/* The archive has eight hex digits for the size of a file. */
static int open_source(const char *path, uint64_t *ret_size)
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

static int copy_data(struct writer *w, int fd, const char *path, uint64_t size)
{
	static char buf[1 << 18];
	int result = 0;

	while (size > 0 && result == 0) {
		size_t want = size < sizeof(buf) ? size : sizeof(buf);
		ssize_t got = read_part(fd, path, buf, want);

		result = got < 0 ? -1 : write_data(w, buf, got);
		size -= got;
	}
	return result;
}

static int write_source(struct writer *w, const struct tree_entry *entry, const struct file *file)
{
	uint64_t size = 0;
	int fd = open_source(entry->source, &size);
	int result;

	if (fd < 0)
		return -1;
	result = write_header(w, entry, file, size);
	if (result == 0)
		result = copy_data(w, fd, entry->source, size);
	close(fd);
	return result;
}

static int by_file(const void *a, const void *b)
{
	const struct tree_entry *x = &((const struct file *)a)->key;
	const struct tree_entry *y = &((const struct file *)b)->key;
	const uint64_t of_x[] = {x->hard_device, x->hard_inode, x->mode, x->uid, x->gid};
	const uint64_t of_y[] = {y->hard_device, y->hard_inode, y->mode, y->uid, y->gid};

	return memcmp(of_x, of_y, sizeof(of_x));
}

/* NULL: the file has one name. */
static struct file *find_file(const struct writer *w, const struct tree_entry *entry)
{
	struct file key = {.key = *entry};
	struct file **found = entry->hard_inode ? tfind(&key, &w->files, by_file) : NULL;

	return found ? *found : NULL;
}

static void note_link(struct writer *w, const struct tree_entry *entry)
{
	struct file *file = find_file(w, entry);

	if (!file) {
		file = alloc(sizeof(*file));
		file->key = *entry;
		alloc_checked(tsearch(file, &w->files, by_file));
	}
	file->names++;
	file->links++;
}

/* Checks an entry before anything is written. */
static int check_entry(void *context, const struct tree_entry *entry)
{
	uint64_t size;
	int fd;

	if (!S_ISREG(entry->mode) || !entry->source)
		return 0;
	fd = open_source(entry->source, &size);
	if (fd < 0)
		return -1;
	close(fd);
	if (entry->hard_inode)
		note_link(context, entry);
	return 0;
}

/* The data follows the last name, as GNU cpio writes it and the kernel expects it. */
static int write_link(struct writer *w, const struct tree_entry *entry, struct file *file)
{
	if (!file->inode)
		file->inode = ++w->inode;
	return --file->names > 0 ? write_header(w, entry, file, 0) : write_source(w, entry, file);
}

/* ---- the archive ----------------------------------------------------------------------------- */

static int write_entry(void *context, const struct tree_entry *entry)
{
	struct writer *w = context;
	struct file *file;

	if (interrupt_check() < 0)
		return -1;
	if (!S_ISREG(entry->mode) || !entry->source)
		return write_bytes(w, entry);
	file = find_file(w, entry);
	return file ? write_link(w, entry, file) : write_source(w, entry, NULL);
}

static int open_writer(struct writer *w, const struct compression *compression)
{
	archive_write_set_format_cpio_newc(w->archive);
	if (compress_set(compression, w->archive) < 0)
		return -1;
	/*
	 * No padding after compressed data. An uncompressed archive is padded as by GNU cpio:
	 * Debian's unmkinitramfs looks for the next archive in steps of 512 bytes.
	 */
	archive_write_set_bytes_in_last_block(w->archive, compression == compress_none() ? 512 : 1);
	if (archive_write_open(w->archive, w, NULL, to_output, NULL) != ARCHIVE_OK)
		return write_failed(w);
	return 0;
}

static int write_all(struct writer *w, const struct tree *tree,
		     const struct compression *compression)
{
	if (tree_each(tree, check_entry, w) < 0 || open_writer(w, compression) < 0 ||
	    tree_each(tree, write_entry, w) < 0)
		return -1;
	return archive_write_close(w->archive) == ARCHIVE_OK ? 0 : write_failed(w);
}

/* SOURCE_DATE_EPOCH: reproducible-builds.org/specs/source-date-epoch */
static int image_time(time_t *ret_time)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds = 0;

	/* the archive's field has eight hex digits */
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
	tdestroy(w.files, free);
	archive_entry_free(w.entry);
	archive_write_free(w.archive);
	return result;
}
