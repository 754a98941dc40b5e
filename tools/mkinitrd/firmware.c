// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/firmware.h"

#include <libkmod.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/content.h"
#include "tools/mkinitrd/report.h"

/* fw_path[] of drivers/base/firmware_loader/main.c, 6.1; %s: the release where it has a part in it
 */
static const char *const folders[] = {
	"/lib/firmware/updates/%s",
	"/lib/firmware/updates",
	"/lib/firmware/%s",
	"/lib/firmware",
};

static const char *const suffixes[] = {"", ".zst", ".xz"};

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The file in one folder, plain or packed, seen from here; NULL: none. */
static char *find_in(const struct root *root, const char *folder, const char *name)
{
	char *found = NULL;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]) && !found; i++) {
		char *path = alloc_text("%s/%s%s", folder, name, suffixes[i]);

		found = root_find(root, path);
		free(path);
		if (found && !is_file(found)) {
			free(found);
			found = NULL;
		}
	}
	return found;
}

static char *find(const struct modules *m, const char *name)
{
	char *found = NULL;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && !found; i++) {
		char *folder = strstr(folders[i], "%s") ? alloc_text(folders[i], m->release)
							: alloc_text("%s", folders[i]);

		found = find_in(m->root, folder, name);
		free(folder);
	}
	return found;
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

static int add_file(struct tree *tree, const char *name, const char *file, const char *module)
{
	char *path = alloc_text("/lib/firmware/%s", name);
	char *why = alloc_text("firmware of %s", module);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644};
	int result;

	/* the name that was asked for may itself end in .xz, and then means these very bytes */
	if (content_is_packed(file) && !content_is_packed(name)) {
		result = add_unpacked(tree, &entry, file, why);
	} else {
		entry.source = file;
		result = tree_add(tree, TREE_REPLACE, &entry, why);
	}
	free(why);
	free(path);
	return result;
}

static int pack_one(const struct modules *m, struct tree *tree, const char *name,
		    const char *module)
{
	char *file = find(m, name);
	int result = 0;

	if (file)
		result = add_file(tree, name, file, module);
	else
		report_detail("/lib/firmware/%s: not there (firmware of %s)", name, module);
	free(file);
	return result;
}

static int pack_info(const struct modules *m, struct tree *tree, struct kmod_list *info,
		     const char *module)
{
	struct kmod_list *item;
	int result = 0;

	kmod_list_foreach(item, info)
	{
		if (result == 0 && strcmp(kmod_module_info_get_key(item), "firmware") == 0)
			result = pack_one(m, tree, kmod_module_info_get_value(item), module);
	}
	return result;
}

static int pack_module(const struct modules *m, struct tree *tree, struct kmod_ctx *kmod,
		       const char *name, const char *file)
{
	struct kmod_module *module = NULL;
	struct kmod_list *info = NULL;
	int result;

	if (kmod_module_new_from_name(kmod, name, &module) < 0 ||
	    kmod_module_get_info(module, &info) < 0)
		result = report_error("%s: damaged: not a module", file);
	else
		result = pack_info(m, tree, info, name);
	kmod_module_info_free_list(info);
	if (module)
		kmod_module_unref(module);
	return result;
}

int firmware_pack(const struct modules *m, const char *stage, struct tree *tree)
{
	static const char *const no_configuration[] = {NULL};
	struct kmod_ctx *kmod = kmod_new(stage, no_configuration);
	int result = 0;

	if (!kmod)
		return report_error("%s: libkmod cannot read it", stage);
	for (size_t i = 0; i < m->chosen.count && result == 0; i++)
		result = pack_module(m, tree, kmod, m->chosen.item[i], m->files.item[i]);
	kmod_unref(kmod);
	return result;
}
