// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/modules/kofiles.h"

#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/text.h"
#include "tools/kernel/fault.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/modules/koread.h"

enum { TOLERATED_PERCENT = 10, REPORTED = 8 };

static int add_file(struct kofiles *k, const char *path)
{
	struct kofiles_entry *entries = k->entries;

	if (k->count == k->workspace) {
		k->workspace = k->workspace ? k->workspace * 2 : 64;
		entries = reallocarray(entries, k->workspace, sizeof(*entries));
		if (!entries)
			return message("out of memory");
		k->entries = entries;
	}
	entries[k->count] =
		(struct kofiles_entry){.module = koread_name(path), .path = strdup(path)};
	if (!entries[k->count].path)
		return message("out of memory");
	if (entries[k->count].module)
		k->count++;
	else
		free(entries[k->count].path); /* another file of the directory */
	return 0;
}

static int by_module(const void *a, const void *b)
{
	const struct kofiles_entry *one = a, *other = b;

	return strcmp(one->module, other->module);
}

static void sort(struct kofiles *k, size_t from)
{
	if (k->count > from)
		qsort(k->entries + from, k->count - from, sizeof(*k->entries), by_module);
}

static int add_directory(struct kofiles *k, const char *path)
{
	char *paths[] = {(char *)path, NULL};
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int err = 0;

	if (!tree)
		return message_errno(path, -errno);
	while (!err && (entry = fts_read(tree)))
		if (entry->fts_info == FTS_F)
			err = add_file(k, entry->fts_path);
	fts_close(tree);
	return err;
}

int kofiles_add(struct kofiles *k, const char *path)
{
	size_t before = k->count;
	struct stat st;

	if (stat(path, &st))
		return message_errno(path, -errno);
	if (S_ISDIR(st.st_mode) ? add_directory(k, path) : add_file(k, path))
		return -1;
	k->given = k->count;
	sort(k, 0);
	return k->count > before ? 0 : message("%s: no modules (*.ko)", path);
}

static void free_entries(struct kofiles *k, size_t from)
{
	for (size_t i = from; i < k->count; i++) {
		if (k->entries[i].state == KOFILE_READ)
			kofile_free(&k->entries[i].file);
		free(k->entries[i].module);
		free(k->entries[i].path);
	}
	k->count = k->count < from ? k->count : from;
}

int kofiles_begin(struct kofiles *k, const struct survey_boot *boot)
{
	char path[sizeof("/lib/modules/") + SURVEY_RELEASE];
	struct stat st;

	free_entries(k, k->given);
	for (size_t i = 0; i < k->count; i++)
		k->entries[i].checked = false;
	k->boot = boot;
	/* the release is that of a log, which may contain anything */
	if (k->given || !boot->release[0] || strchr(boot->release, '/'))
		return 0;
	if (text_format(path, sizeof(path), "/lib/modules/%s", boot->release) < 0 ||
	    stat(path, &st))
		return 0;
	if (add_directory(k, path))
		return -1;
	sort(k, 0); /* none is given */
	return 0;
}

/* ---- whether a file belongs to the log ------------------------------------------------------- */

/* *ret_size: that of the last symbol of the name, or 0. */
static bool agrees(const struct kofile *file, const struct survey_frame *frame, uint64_t *ret_size)
{
	const struct kofile_symbol *s = NULL;

	*ret_size = 0;
	while ((s = kofile_named(file, frame->name, s))) {
		*ret_size = kofile_size(file, s);
		if (*ret_size == frame->size)
			return true;
	}
	return false;
}

static bool release_differs(const struct kofiles *k, const struct kofiles_entry *e)
{
	return k->boot->release[0] && e->file.release &&
	       !text_equal(k->boot->release, e->file.release);
}

static void report(const struct kofiles *k, const struct kofiles_entry *e, size_t differ,
		   size_t count)
{
	size_t reported = 0;

	message("%s: not the module of this log: %zu of %zu frames differ:", e->path, differ,
		count);
	for (size_t i = 0; i < k->boot->frame_count && reported < REPORTED; i++) {
		const struct survey_frame *f = &k->boot->frames[i];
		uint64_t size;

		if (!text_equal(f->module, e->module) || agrees(&e->file, f, &size))
			continue;
		message("  %s: size 0x%" PRIx64 " in the log, 0x%" PRIx64 " in the file", f->name,
			f->size, size);
		reported++;
	}
}

static bool belongs(const struct kofiles *k, const struct kofiles_entry *e)
{
	size_t count = 0, differ = 0;
	uint64_t size;

	if (release_differs(k, e)) {
		message("%s: built for Linux %s, but the log is that of %s", e->path,
			e->file.release, k->boot->release);
		return false;
	}
	for (size_t i = 0; i < k->boot->frame_count; i++) {
		const struct survey_frame *f = &k->boot->frames[i];

		if (!text_equal(f->module, e->module))
			continue;
		count++;
		differ += !agrees(&e->file, f, &size);
	}
	if (differ * 100 > count * TOLERATED_PERCENT) {
		report(k, e, differ, count);
		return false;
	}
	if (!count && k->boot->line)
		message("the log has no frame of module %s: %s is not verified", e->module,
			e->path);
	return true;
}

static const struct kofile *use(const struct kofiles *k, struct kofiles_entry *e)
{
	if (e->state == KOFILE_UNREAD) {
		e->state = koread(e->path, &e->file) ? KOFILE_FAILED : KOFILE_READ;
		if (e->state == KOFILE_FAILED)
			message_fault();
	}
	if (e->state == KOFILE_FAILED)
		return NULL;
	if (!e->checked)
		e->belongs = belongs(k, e);
	e->checked = true;
	return e->belongs ? &e->file : NULL;
}

/* The first entry that does not precede the module. */
static size_t first_entry(const struct kofiles *k, const char *module)
{
	size_t low = 0, high = k->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(k->entries[middle].module, module) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct kofile *kofiles_get(struct kofiles *k, const char *module)
{
	for (size_t i = first_entry(k, module);
	     i < k->count && text_equal(k->entries[i].module, module); i++) {
		const struct kofile *file = use(k, &k->entries[i]);

		if (file)
			return file;
	}
	return NULL;
}

void kofiles_free(struct kofiles *k)
{
	free_entries(k, 0);
	free(k->entries);
	memset(k, 0, sizeof(*k));
}
