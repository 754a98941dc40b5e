// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/microcode.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/machine/files.h"

/*
 * The name of a vendor, the text that identifies it in the modalias of a processor
 * (arch/x86/include/asm/cpufeature.h), the directory of its updates, and the pattern of their
 * names.
 */
static const struct maker {
	const char *name, *modalias;
	const char *dirs[3];
	const char *pattern;
} makers[] = {
	{"AuthenticAMD",
	 "cpu:type:x86,ven0002*",
	 {"/lib/firmware/amd-ucode", "/usr/lib/firmware/amd-ucode"},
	 "microcode_amd*.bin"},
	{"GenuineIntel",
	 "cpu:type:x86,ven0000*",
	 {"/lib/firmware/intel-ucode", "/usr/lib/firmware/intel-ucode"},
	 "[0-9a-f][0-9a-f]-[0-9a-f][0-9a-f]-[0-9a-f][0-9a-f]"},
};

/*
 * Debian (.initramfs) and SUSE (.early) add these suffixes to updates that must be in this archive
 * and not be loaded later.
 */
static void cut_early(char *name)
{
	static const char *const ends[] = {".initramfs", ".early"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *dot = strrchr(name, '.');

		if (dot && strcmp(dot, ends[i]) == 0)
			*dot = '\0';
	}
}

static bool is_update(const struct maker *maker, const char *file)
{
	char *name = alloc_text("%s", file);
	bool is;

	content_cut_suffix(name);
	cut_early(name);
	is = fnmatch(maker->pattern, name, 0) == 0;
	free(name);
	return is;
}

static int append(struct content *all, const char *path)
{
	struct content one;

	if ((content_is_packed(path) ? content_unpack : content_read)(path, &one) < 0)
		return -1;
	all->data = alloc_again(all->data, all->len + one.len, 1);
	memcpy(all->data + all->len, one.data, one.len);
	all->len += one.len;
	content_free(&one);
	return 0;
}

static int append_from(const struct root *root, const char *dir, const char *name,
		       struct content *all)
{
	char *path = alloc_text("%s/%s", dir, name), *found = root_find(root, path);
	int result = found ? append(all, found) : 0;

	free(found);
	free(path);
	return result;
}

/* Concatenates all files of a directory; the kernel picks those for its processor. */
static int gather(const struct maker *maker, const struct root *root, const char *dir,
		  struct content *all)
{
	char *outside = root_find(root, dir);
	struct dirent **entries = NULL;
	int count = outside ? scandir(outside, &entries, NULL, alphasort) : 0, result = 0;

	for (int i = 0; i < count; i++) {
		if (result == 0 && is_update(maker, entries[i]->d_name))
			result = append_from(root, dir, entries[i]->d_name, all);
		free(entries[i]);
	}
	free(entries);
	free(outside);
	return result;
}

static int add_file(const struct maker *maker, const struct content *all, struct tree *early)
{
	char *path = alloc_text("/kernel/x86/microcode/%s.bin", maker->name);
	struct tree_entry entry = {
		.path = path, .mode = S_IFREG | 0644, .data = all->data, .len = all->len};
	int result = tree_add(early, TREE_REPLACE, &entry, "microcode, before the image");

	free(path);
	return result;
}

/* Both directories are the same if /lib is a link to /usr/lib. */
static int add_maker(const struct maker *maker, const struct root *root, struct tree *early)
{
	struct content all = {0};
	int result = 0;

	for (size_t i = 0; maker->dirs[i] && all.len == 0 && result == 0; i++)
		result = gather(maker, root, maker->dirs[i], &all);
	if (result == 0 && all.len > 0)
		result = add_file(maker, &all, early);
	content_free(&all);
	return result;
}

/* *ret_modalias is NULL if the processor is unknown or the image is for any. */
static int find_processor(const struct options *options, char **ret_modalias)
{
	struct host host;

	*ret_modalias = NULL;
	if (options->generic)
		return 0;
	if (host_open(&host, options->machine) < 0)
		return -1;
	*ret_modalias = host_processor(&host);
	host_close(&host);
	return 0;
}

static int add_makers(const struct root *root, const char *processor, struct tree *early)
{
	int result = 0;

	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]) && result == 0; i++) {
		if (!processor || fnmatch(makers[i].modalias, processor, 0) == 0)
			result = add_maker(&makers[i], root, early);
	}
	return result;
}

int microcode_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *early)
{
	char *processor;
	int result;

	if (options->no_microcode || options->ramdisk || (!options->host && !options->generic))
		return 0;
	if (kconfig_known(kernel) && !kconfig_has(kernel, "CONFIG_MICROCODE"))
		return 0;
	if (find_processor(options, &processor) < 0)
		return -1;
	result = add_makers(root, processor, early);
	free(processor);
	return result;
}
