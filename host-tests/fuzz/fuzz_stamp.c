// SPDX-License-Identifier: GPL-2.0
/* A manifest. Property: writing and reading it again gives the same entries. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/fuzz/fuzz.h"
#include "sysmap/stamp.h"

static int load(const void *data, size_t size, struct stamp *ret_stamp)
{
	int fd = memfd_create("stamp", MFD_CLOEXEC);
	int err;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		exit(1);
	err = stamp_load(fd, ret_stamp);
	close(fd);
	return err;
}

static bool same_entries(const struct stamp_entry *a, const struct stamp_entry *b)
{
	return a->state == b->state && digest_equal(&a->digest, &b->digest) &&
	       a->mtime == b->mtime && strcmp(a->path, b->path) == 0;
}

/* Each entry is found by its path; setting it again changes nothing; removing it works. */
static void check_entries(struct stamp *stamp)
{
	unsigned count = stamp->count;

	for (unsigned i = 0; i < count; i++) {
		struct stamp_entry entry = stamp->entry[i];

		if (!stamp_find(stamp, entry.path) && !stamp_find_pending(stamp, entry.path))
			abort();
		if (stamp_set(stamp, &entry) || stamp->count != count)
			abort();
		if (entry.state == STAMP_PENDING &&
		    !stamp_has_ours(stamp, entry.path, &entry.digest))
			abort();
		(void)stamp_holds(&entry, "/nonexistent"); /* few match an empty file */
	}
	if (count)
		stamp_forget(stamp, &stamp->entry[0]);
	if (count && stamp->count != count - 1)
		abort();
}

static char root[] = "/tmp/fuzz-stamp-XXXXXX";

static void remove_root(void)
{
	char path[128];

	for (const char *const *dir =
		     (const char *const[]){"/lib/modules/1", "/lib/modules", "/lib", "", NULL};
	     *dir; dir++) {
		snprintf(path, sizeof(path), "%s%s", root, *dir);
		rmdir(path);
	}
}

static void make_root(void)
{
	char path[128];

	if (!mkdtemp(root))
		exit(1);
	atexit(remove_root);
	for (const char *const *dir =
		     (const char *const[]){"/lib", "/lib/modules", "/lib/modules/1", NULL};
	     *dir; dir++) {
		snprintf(path, sizeof(path), "%s%s", root, *dir);
		if (mkdir(path, 0755))
			exit(1);
	}
}

/* Writes it to a file, reads and removes it. */
static void check_file(struct stamp *stamp)
{
	static struct stamp again;
	static bool made;
	struct atomic file;

	if (!made)
		make_root();
	made = true;
	if (stamp_open(root, "1", 0644, &file) || stamp_write(&file, stamp) ||
	    stamp_read(root, "1", &again) || again.count != stamp->count ||
	    again.text != stamp->text || stamp_remove(root, "1"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct stamp stamp, again;
	char text[STAMP_TEXT];
	int len;

	if (load(data, size, &stamp)) {
		if (stamp.count || *stamp.id)
			abort();
		return 0;
	}
	len = stamp_format(&stamp, text);
	if (len < 0 || load(text, len, &again) || strcmp(stamp.id, again.id) != 0 ||
	    stamp.count != again.count)
		abort();
	for (unsigned i = 0; i < stamp.count; i++)
		if (!same_entries(&stamp.entry[i], &again.entry[i]))
			abort();
	check_file(&stamp);
	check_entries(&stamp);
	return 0;
}
