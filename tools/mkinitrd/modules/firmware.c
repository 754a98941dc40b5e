// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/firmware.h"

#include <glob.h>
#include <libkmod.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

struct firmware {
	const struct modules *modules;
	struct tree *tree;
	bool requested;   /* /init loads the current module */
	struct list dirs; /* of the root, in search order */
};

static const char *const suffixes[] = {"", ".zst", ".xz"};
enum { SUFFIXES = sizeof(suffixes) / sizeof(suffixes[0]) };

/* fw_path[] of drivers/base/firmware_loader/main.c, 6.1; /usr for a root without a link /lib. */
static void list_dirs(struct list *dirs, const char *release)
{
	static const char *const bases[] = {"/lib/firmware", "/usr/lib/firmware"};
	char *updates_of_release = alloc_text("/updates/%s", release);
	char *of_release = alloc_text("/%s", release);
	const char *const parts[] = {updates_of_release, "/updates", of_release, ""};

	for (size_t base = 0; base < 2; base++) {
		for (size_t part = 0; part < 4; part++) {
			char *dir = alloc_text("%s%s", bases[base], parts[part]);

			list_add(dirs, dir);
			free(dir);
		}
	}
	free(updates_of_release);
	free(of_release);
}

/* The path on the host of a regular file of the root; NULL: none. */
static char *find_file(const struct root *root, const char *path)
{
	char *found = root_find(root, path);
	struct stat st;

	if (found && stat(found, &st) == 0 && S_ISREG(st.st_mode))
		return found;
	free(found);
	return NULL;
}

static char *find_in(const struct firmware *f, const struct root *root, const char *name)
{
	char *found = NULL;

	for (size_t i = 0; i < f->dirs.count * SUFFIXES && !found; i++) {
		char *path = alloc_text("%s/%s%s", f->dirs.item[i / SUFFIXES], name,
					suffixes[i % SUFFIXES]);

		found = find_file(root, path);
		free(path);
	}
	return found;
}

/* As find_file(), with or without a compression suffix. */
static char *find(const struct firmware *f, const char *name)
{
	char *found = find_in(f, f->modules->root, name);

	return found ? found : find_in(f, f->modules->system, name);
}

static int add_unpacked(struct tree *tree, struct tree_entry *entry, const char *file,
			const char *why)
{
	struct content content;
	int result;

	if (content_unpack(file, &content) < 0)
		return -1;
	entry->data = content.data;
	entry->len = content.len;
	result = tree_add(tree, TREE_REPLACE, entry, why);
	content_free(&content);
	return result;
}

static int add(const struct firmware *f, const char *name, const char *file, const char *why)
{
	char *path = alloc_text("/lib/firmware/%s", name);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644};
	int result;

	/* a requested name that ends in .xz means the compressed file itself */
	if (content_is_packed(file) && !content_is_packed(name)) {
		result = add_unpacked(f->tree, &entry, file, why);
	} else {
		entry.source = file;
		result = tree_add(f->tree, TREE_REPLACE, &entry, why);
	}
	free(path);
	return result;
}

/* A warning only if /init loads the driver at boot: its devices may not work without the firmware. */
static void report_missing(const struct firmware *f, const char *name, const char *why)
{
	if (f->requested)
		report_warning("/lib/firmware/%s: No such file or directory (%s, which the boot "
			       "needs); its devices may not work",
			       name, why);
	else
		report_detail("/lib/firmware/%s: not found (%s)", name, why);
}

static int pack_name(const struct firmware *f, const char *name, const char *why)
{
	char *file = find(f, name);
	int result = 0;

	if (file)
		result = add(f, name, file, why);
	else
		report_missing(f, name, why);
	free(file);
	return result;
}

/* Adds the files of one directory that match; `pattern` has the suffix of the compression. */
static int pack_matches(const struct firmware *f, const struct root *root, const char *dir,
			const char *pattern, const char *why)
{
	char *outside = root_find(root, dir);
	char *full = alloc_text("%s/%s", outside ? outside : "", pattern);
	glob_t found;
	int result = 0;

	if (outside && glob(full, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc && result == 0; i++) {
			char *name = alloc_text("%s", found.gl_pathv[i] + strlen(outside) + 1);

			content_cut_suffix(name);
			result = pack_name(f, name, why);
			free(name);
		}
		globfree(&found);
	}
	free(full);
	free(outside);
	return result;
}

/* Some drivers name a family of files: "brcm/brcmfmac*-pcie.*.txt". */
static int pack_pattern(const struct firmware *f, const char *pattern, const char *why)
{
	int result = 0;

	for (size_t i = 0; i < f->dirs.count * SUFFIXES && result == 0; i++) {
		char *packed = alloc_text("%s%s", pattern, suffixes[i % SUFFIXES]);

		result = pack_matches(f, f->modules->root, f->dirs.item[i / SUFFIXES], packed, why);
		if (result == 0)
			result = pack_matches(f, f->modules->system, f->dirs.item[i / SUFFIXES],
					      packed, why);
		free(packed);
	}
	return result;
}

static int pack_info(const struct firmware *f, struct kmod_list *info, const char *why)
{
	struct kmod_list *item;
	int result = 0;

	kmod_list_foreach(item, info) {
		const char *name = kmod_module_info_get_value(item);

		if (result < 0 || strcmp(kmod_module_info_get_key(item), "firmware") != 0)
			continue;
		result = strpbrk(name, "*?[") ? pack_pattern(f, name, why)
					      : pack_name(f, name, why);
	}
	return result;
}

static int pack_module(struct firmware *f, struct kmod_ctx *kmod, size_t index)
{
	const char *name = f->modules->chosen.item[index];
	char *why = alloc_text("firmware of %s", name);
	struct kmod_module *module = NULL;
	struct kmod_list *info = NULL;
	int result;

	f->requested = list_has(&f->modules->requested, name);
	if (kmod_module_new_from_name(kmod, name, &module) < 0 ||
	    kmod_module_get_info(module, &info) < 0)
		result = report_error("%s: damaged: no module information",
				      f->modules->files.item[index]);
	else
		result = pack_info(f, info, why);
	kmod_module_info_free_list(info);
	if (module)
		kmod_module_unref(module);
	free(why);
	return result;
}

int firmware_pack(const struct modules *modules, const char *stage, struct tree *tree)
{
	static const char *const no_configuration[] = {NULL};
	struct firmware f = {.modules = modules, .tree = tree};
	struct kmod_ctx *kmod = kmod_new(stage, no_configuration);
	int result = 0;

	if (!kmod)
		return report_error("%s: libkmod cannot read it", stage);
	list_dirs(&f.dirs, modules->release);
	for (size_t i = 0; i < modules->chosen.count && result == 0; i++)
		result = pack_module(&f, kmod, i);
	list_free(&f.dirs);
	kmod_unref(kmod);
	return result;
}
