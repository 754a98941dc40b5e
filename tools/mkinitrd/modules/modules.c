// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modules.h"

#include <libkmod.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/closest.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/modules/moddeps.h"
#include "tools/mkinitrd/modules/modfile.h"

static int choose_module(struct modules *m, struct kmod_module *module, const char *why);

static int choose_list(struct modules *m, struct kmod_list *list, const char *why)
{
	struct kmod_list *item;
	int result = 0;

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		if (result == 0)
			result = choose_module(m, module, why);
		kmod_module_unref(module);
	}
	kmod_module_unref_list(list);
	return result;
}

static int choose_names(struct modules *m, const struct list *names, const char *why)
{
	int result = 0;

	for (size_t i = 0; i < names->count && result >= 0; i++) {
		result = modules_add(m, names->item[i], why);
		/* distributions list modules that only some kernels have */
		if (result > 0)
			report_detail("%s: not found (%s)", names->item[i], why);
	}
	return result < 0 ? -1 : 0;
}

static int choose_soft(struct modules *m, const char *name)
{
	char *why = alloc_text("soft dependency of %s", name);
	struct list names = {0};
	int result;

	moddeps_soft(m, name, &names);
	result = choose_names(m, &names, why);
	list_free(&names);
	free(why);
	return result;
}

static int choose_weak(struct modules *m, const char *name)
{
	char *why = alloc_text("%s may request it", name);
	struct list names = {0};
	int result;

	moddeps_weak(m, name, &names);
	result = choose_names(m, &names, why);
	list_free(&names);
	free(why);
	return result;
}

static int choose_dependencies(struct modules *m, struct kmod_module *module, const char *name)
{
	char *why = alloc_text("dependency of %s", name);
	int result = choose_list(m, kmod_module_get_dependencies(module), why);

	free(why);
	if (result == 0)
		result = choose_soft(m, name);
	return result == 0 ? choose_weak(m, name) : result;
}

static int choose_module(struct modules *m, struct kmod_module *module, const char *why)
{
	const char *name = kmod_module_get_name(module);
	const char *file;

	if (set_has(&m->seen, name))
		return 0;
	if (modset_is_built_in(module)) {
		report_detail("%s: built into the kernel (%s)", name, why);
		return 0;
	}
	file = modset_file(m, module);
	if (!file)
		return report_error("module %s: no file in %s; run: depmod %s", name,
				    m->tree.indexed, m->release);
	report_detail("%s (%s)", name, why);
	set_add(&m->seen, name);
	list_add(&m->chosen, name);
	list_add(&m->files, file);
	return choose_dependencies(m, module, name);
}

/* All modules of that name or alias; NULL: none. */
static struct kmod_list *look_up(const struct modules *m, const char *name)
{
	struct kmod_list *list = NULL;

	return kmod_module_new_from_lookup(m->kmod, name, &list) < 0 ? NULL : list;
}

static void note_asked(struct modules *m, struct kmod_module *module)
{
	const char *name = kmod_module_get_name(module);

	if (!modset_is_built_in(module) && !list_has(&m->requested, name))
		list_add(&m->requested, name);
}

static int choose_if_whole(struct modules *m, struct kmod_module *module, const char *why,
			   bool requested)
{
	bool whole = modfile_is_whole(m, module);

	if (whole && requested)
		note_asked(m, module);
	if (whole)
		return choose_module(m, module, why);
	report_warning("module %s: omitted, since its file or that of a dependency "
		       "is missing or damaged (%s)",
		       kmod_module_get_name(module), why);
	return 0;
}

static int choose_whole(struct modules *m, const char *name, const char *why, bool requested)
{
	struct kmod_list *list = look_up(m, name), *item;
	int result = list ? 0 : 1;

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		if (result == 0)
			result = choose_if_whole(m, module, why, requested);
		kmod_module_unref(module);
	}
	kmod_module_unref_list(list);
	return result;
}

int modules_add(struct modules *m, const char *name, const char *why)
{
	return choose_whole(m, name, why, false);
}

int modules_request_optional(struct modules *m, const char *name, const char *why)
{
	return choose_whole(m, name, why, true);
}

static void note_all_asked(struct modules *m, struct kmod_list *list)
{
	struct kmod_list *item;

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		note_asked(m, module);
		kmod_module_unref(module);
	}
}

int modules_request(struct modules *m, const char *name, const char *why)
{
	struct kmod_list *list = look_up(m, name);

	if (!list)
		return 1;
	note_all_asked(m, list);
	return choose_list(m, list, why);
}

int modules_choose(struct modules *m, const char *name)
{
	char *why = alloc_text("requested: %s", name);
	int result = modules_request(m, name, why);

	free(why);
	return result > 0 ? closest_print_missing(m->kmod, name, m->release) : result;
}

/*
 * Kernels before 5.2 do not list the aliases of built-in modules, and some trees lack the index or
 * have an empty one.
 */
static bool knows_built_in(const struct modules *m)
{
	char *index = alloc_text("%s/modules.builtin.alias.bin", m->tree.indexed);
	struct stat st;
	bool knows = stat(index, &st) == 0 && st.st_size > 0;

	free(index);
	return knows;
}

static bool has_any(const struct modules *m, const char *name, bool built_in)
{
	struct kmod_list *list = look_up(m, name), *item;
	bool has = false;

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		has |= (built_in && modset_is_built_in(module)) ||
		       set_has(&m->seen, kmod_module_get_name(module));
		kmod_module_unref(module);
	}
	kmod_module_unref_list(list);
	return has;
}

bool modules_have(const struct modules *m, const char *name)
{
	return !knows_built_in(m) || has_any(m, name, true);
}

bool modules_provided(const struct modules *m, const char *name)
{
	return has_any(m, name, true);
}

bool modules_chosen(const struct modules *m, const char *name)
{
	return has_any(m, name, false);
}
