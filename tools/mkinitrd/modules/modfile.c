// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modfile.h"

#include <libkmod.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/parallel.h"
#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/stage.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

/* The path on the host, links followed: new memory, NULL (reported). */
static char *find_packed(const struct modules *m, const char *file)
{
	char *path = alloc_text("%s/%s", m->tree.dir, file);
	char *found = root_find(m->root, path);

	if (!found)
		report_error("%s%s: listed in the index, but missing; run: depmod %s", m->root->dir,
			     path, m->release);
	free(path);
	return found;
}

static int unpack(const char *file, const char *to)
{
	struct content content;
	int result;

	if (content_unpack(file, &content) < 0)
		return -1;
	result = stage_write(to, content.data, content.len);
	content_free(&content);
	return result;
}

/* Messages name `file`, whose content is at `path`. */
static int check_content(const char *file, const char *path)
{
	struct program elf;
	int result = program_read(path, &elf);

	/* depmod's message would be less clear */
	if (result == 0)
		program_free(&elf);
	return result > 0 ? report_error("%s: damaged: not a module", file) : result;
}

/* The path in the stage for a decompressed file of the tree. */
static char *unpacked_path(const struct modules *m, const char *file)
{
	char *path = alloc_text("%s/%s", m->unpacked, file);

	content_cut_suffix(path);
	return path;
}

char *modfile_find(const struct modules *m, const char *file)
{
	char *packed = find_packed(m, file), *path;
	int result = 0;

	if (!packed)
		return NULL;
	path = content_is_packed(packed) ? unpacked_path(m, file) : alloc_text("%s", packed);
	if (access(path, F_OK) < 0)
		result = unpack(packed, path);
	if (result == 0)
		result = check_content(packed, path);
	free(packed);
	if (result == 0)
		return path;
	free(path);
	return NULL;
}

char *modfile_find_kept(const struct modules *m, const char *file)
{
	const char *suffix = strrchr(file, '.');

	return m->kept && suffix && strcmp(suffix, m->kept) == 0 ? find_packed(m, file) : NULL;
}

/* ---- modules that were not requested may be omitted ---- */

static bool read_file(const struct modules *m, const char *file)
{
	struct modsymbols symbols = {0};
	char *path;
	bool good;

	report_lenient(true);
	path = modfile_find(m, file);
	good = path && modsymbols_read(path, &symbols) == 0;
	report_lenient(false);
	modsymbols_free(&symbols);
	free(path);
	return good;
}

/* Checks the module's file once. */
static bool is_whole(struct modules *m, struct kmod_module *module)
{
	const char *name = kmod_module_get_name(module), *file;

	if (set_has(&m->seen, name) || set_has(&m->whole, name) || modset_is_built_in(module))
		return true;
	if (set_has(&m->broken, name))
		return false;
	file = modset_file(m, module);
	if (file && read_file(m, file)) {
		set_add(&m->whole, name);
		return true;
	}
	set_add(&m->broken, name);
	return false;
}

bool modfile_is_whole(struct modules *m, struct kmod_module *module)
{
	struct kmod_list *needs = kmod_module_get_dependencies(module), *item;
	bool whole = is_whole(m, module);

	kmod_list_foreach(item, needs) {
		struct kmod_module *need = kmod_module_get_module(item);

		whole = whole && is_whole(m, need);
		kmod_module_unref(need);
	}
	kmod_module_unref_list(needs);
	return whole;
}

/* ---- all files, in parallel ---- */

struct modfile_search {
	const struct modules *modules;
	const struct list *files;
	char **paths;
};

static int find_one(void *context, size_t index)
{
	const struct modfile_search *search = context;

	search->paths[index] = modfile_find(search->modules, search->files->item[index]);
	return search->paths[index] ? 0 : -1;
}

int modfile_find_all(const struct modules *m, const struct list *files, char **ret_paths)
{
	struct modfile_search search = {m, files, ret_paths};

	return parallel_each(files->count, find_one, &search);
}
