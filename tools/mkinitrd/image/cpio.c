// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/cpio.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/image/hardlinks.h"
#include "tools/mkinitrd/image/sourcefile.h"
#include "tools/mkinitrd/image/stream.h"

struct writer {
	enum cpio_part part;
	struct stream stream;
	struct hardlinks links;
	time_t time;
	long inode;
};

static int write_header(struct writer *w, const struct tree_entry *entry,
			const struct hardlink *file, uint64_t len)
{
	struct archive_entry *e = archive_entry_clear(w->stream.entry);

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
	return stream_header(&w->stream);
}

static int write_bytes(struct writer *w, const struct tree_entry *entry)
{
	if (write_header(w, entry, NULL, entry->len) < 0)
		return -1;
	return stream_data(&w->stream, entry->data, entry->len);
}

static int write_part(void *context, const void *data, size_t len)
{
	struct writer *w = context;

	return stream_data(&w->stream, data, len);
}

static int write_source(struct writer *w, const struct tree_entry *entry,
			const struct hardlink *file)
{
	uint64_t size = 0;
	int fd = sourcefile_open(entry->source, &size);
	int result;

	if (fd < 0)
		return -1;
	result = write_header(w, entry, file, size);
	if (result == 0)
		result = sourcefile_copy(fd, entry->source, size, write_part, w);
	close(fd);
	return result;
}

static bool is_in(enum cpio_part part, const struct tree_entry *entry)
{
	bool first = S_ISDIR(entry->mode) || S_ISLNK(entry->mode) || entry->compressed;

	return part == CPIO_ALL || first == (part == CPIO_COMPRESSED);
}

/* Checks an entry before anything is written. */
static int check_entry(void *context, const struct tree_entry *entry)
{
	struct writer *w = context;
	uint64_t size;
	int fd;

	if (!is_in(w->part, entry) || !S_ISREG(entry->mode) || !entry->source)
		return 0;
	fd = sourcefile_open(entry->source, &size);
	if (fd < 0)
		return -1;
	close(fd);
	hardlinks_note(&w->links, entry);
	return 0;
}

/* The data follows the last name, as GNU cpio writes it and the kernel expects it. */
static int write_link(struct writer *w, const struct tree_entry *entry, struct hardlink *file)
{
	if (!file->inode)
		file->inode = ++w->inode;
	return --file->names > 0 ? write_header(w, entry, file, 0) : write_source(w, entry, file);
}

/* ---- the archive ----------------------------------------------------------------------------- */

static int write_entry(void *context, const struct tree_entry *entry)
{
	struct writer *w = context;
	struct hardlink *file;

	if (interrupt_check() < 0)
		return -1;
	if (!is_in(w->part, entry))
		return 0;
	if (!S_ISREG(entry->mode) || !entry->source)
		return write_bytes(w, entry);
	file = hardlinks_find(&w->links, entry);
	return file ? write_link(w, entry, file) : write_source(w, entry, NULL);
}

static int write_all(struct writer *w, const struct tree *tree,
		     const struct compression *compression, struct output *out)
{
	if (tree_each(tree, check_entry, w) < 0 ||
	    stream_open(&w->stream, out, archive_write_set_format_cpio_newc, compression) < 0 ||
	    tree_each(tree, write_entry, w) < 0)
		return -1;
	return stream_close(&w->stream);
}

static int find_compressed(void *context, const struct tree_entry *entry)
{
	*(bool *)context |= entry->compressed;
	return 0;
}

bool cpio_has_compressed(const struct tree *tree)
{
	bool has = false;

	tree_each(tree, find_compressed, &has);
	return has;
}

int cpio_write(const struct tree *tree, enum cpio_part part, const struct compression *compression,
	       struct output *out)
{
	struct writer w = {.part = part};
	int result;

	if (stream_time(&w.time) < 0)
		return -1;
	result = write_all(&w, tree, compression, out);
	hardlinks_free(&w.links);
	stream_free(&w.stream);
	return result;
}
