// SPDX-License-Identifier: GPL-2.0
/* A manifest. Property: writing and reading it again gives the same entries. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tests/fuzz/fuzz.h"
#include "sysmap/install/manifest.h"

static int load(const void *data, size_t size, struct manifest *ret_manifest)
{
	int fd = memfd_create("manifest", MFD_CLOEXEC);
	int err;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		exit(1);
	err = manifest_load(fd, ret_manifest);
	close(fd);
	return err;
}

static bool same_entries(const struct manifest_entry *a, const struct manifest_entry *b)
{
	return a->state == b->state && digest_equal(&a->digest, &b->digest) &&
	       a->mtime == b->mtime && strcmp(a->path, b->path) == 0;
}

/* Each entry is found by its path; setting it again changes nothing; removing it works. */
static void check_entries(struct manifest *manifest)
{
	unsigned count = manifest->count;

	for (unsigned i = 0; i < count; i++) {
		struct manifest_entry entry = manifest->entry[i];

		if (!manifest_find(manifest, entry.path) &&
		    !manifest_find_pending(manifest, entry.path))
			abort();
		if (manifest_set(manifest, &entry) || manifest->count != count)
			abort();
		if (entry.state == MANIFEST_PENDING &&
		    !manifest_has_ours(manifest, entry.path, &entry.digest))
			abort();
		(void)manifest_holds(&entry, "/nonexistent"); /* few match an empty file */
	}
	if (count)
		manifest_forget(manifest, &manifest->entry[0]);
	if (count && manifest->count != count - 1)
		abort();
}

static char root[] = "/tmp/fuzz-manifest-XXXXXX";

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
static void check_file(struct manifest *manifest)
{
	static struct manifest again;
	static bool made;
	struct atomic file;

	if (!made)
		make_root();
	made = true;
	if (manifest_open(root, "1", 0644, &file) || manifest_write(&file, manifest) ||
	    manifest_read(root, "1", &again) || again.count != manifest->count ||
	    again.text != manifest->text || manifest_remove(root, "1"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct manifest manifest, again;
	char text[MANIFEST_TEXT];
	int len;

	if (load(data, size, &manifest)) {
		if (manifest.count || *manifest.id)
			abort();
		return 0;
	}
	len = manifest_format(&manifest, text);
	if (len < 0 || load(text, len, &again) || strcmp(manifest.id, again.id) != 0 ||
	    manifest.count != again.count)
		abort();
	for (unsigned i = 0; i < manifest.count; i++)
		if (!same_entries(&manifest.entry[i], &again.entry[i]))
			abort();
	check_file(&manifest);
	check_entries(&manifest);
	return 0;
}
