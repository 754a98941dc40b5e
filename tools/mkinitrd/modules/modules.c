// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modules.h"

#include <fnmatch.h>
#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/nearest.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/stage.h"
#include "tools/mkinitrd/modules/modfile.h"
#include "tools/mkinitrd/modules/modprobe_d.h"
#include "tools/mkinitrd/modules/requests.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

static void log_to_details(void *data, int priority, const char *file, int line, const char *fn,
			   const char *format, va_list args)
{
	char text[256];

	(void)data, (void)priority, (void)file, (void)line, (void)fn;
	vsnprintf(text, sizeof(text), format, args);
	text[strcspn(text, "\n")] = '\0';
	report_detail("libkmod: %s", text);
}

static struct kmod_ctx *new_kmod(const struct modules *m)
{
	static const char *const none[] = {NULL};
	struct list dirs = {0};
	struct kmod_ctx *kmod;

	modprobe_d_dirs(m->system, &dirs);
	/* an empty list would make libkmod read this machine's */
	kmod = kmod_new(m->tree.indexed, dirs.count ? (const char *const *)dirs.item : none);
	list_free(&dirs);
	return kmod;
}

/* Older versions of depmod do not write it. */
static int read_weak(struct modules *m)
{
	char *path = alloc_text("%s/modules.weakdep", m->tree.indexed);
	int result = access(path, F_OK) == 0 ? content_read(path, &m->weak) : 0;

	free(path);
	return result;
}

int modules_open(struct modules *m, const struct root *root, const struct root *system,
		 const char *release, const struct kconfig *kernel)
{
	*m = (struct modules){.root = root, .system = system, .release = release, .kernel = kernel};
	if (modtree_find(root, release, kernel, &m->tree) < 0 || read_weak(m) < 0)
		return -1;
	m->unpacked = stage_modules("unpacked", release);
	if (!m->unpacked)
		return -1;
	m->kmod = new_kmod(m);
	if (!m->kmod)
		return report_error("%s: libkmod cannot read it", m->tree.indexed);
	kmod_set_log_fn(m->kmod, log_to_details, NULL);
	if (kmod_load_resources(m->kmod) < 0)
		return report_error("%s: its index files are damaged; run: depmod %s",
				    m->tree.indexed, release);
	return 0;
}

void modules_close(struct modules *m)
{
	if (m->kmod)
		kmod_unref(m->kmod);
	modtree_free(&m->tree);
	content_free(&m->weak);
	free(m->unpacked);
	list_free(&m->requested);
	list_free(&m->chosen);
	list_free(&m->files);
	set_free(&m->seen);
	set_free(&m->whole);
	set_free(&m->broken);
}

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

static int choose_soft(struct modules *m, const char *name, const char *why)
{
	int result = modules_add(m, name, why);

	/* distributions list modules that only some kernels have */
	if (result > 0)
		report_detail("%s: not found (%s)", name, why);
	return result < 0 ? -1 : 0;
}

/* Removes the suffix. */
static void cut_end(char *word, const char *end)
{
	size_t len = strlen(word), end_len = strlen(end);

	if (len >= end_len && strcmp(word + len - end_len, end) == 0)
		word[len - end_len] = '\0';
}

/*
 * `value` is one rule as libkmod prints it: "pre: a b post: c"; libkmod 30 prints no blank before
 * "post:". The order does not matter.
 */
static int choose_soft_rule(struct modules *m, const char *name, const char *value)
{
	char *why = alloc_text("soft dependency of %s", name);
	char *text = alloc_text("%s", value), *rest = text, *word;
	int result = 0;

	while (result == 0 && (word = strsep(&rest, " "))) {
		cut_end(word, "pre:");
		cut_end(word, "post:");
		if (*word)
			result = choose_soft(m, word, why);
	}
	free(text);
	free(why);
	return result;
}

/*
 * Every rule of the module. kmod_module_get_softdeps() returns the first rule only, and ignores
 * modules that it does not find.
 */
static int choose_softdeps(struct modules *m, const char *name)
{
	struct kmod_config_iter *rule = kmod_config_get_softdeps(m->kmod);
	int result = 0;

	while (result == 0 && rule && kmod_config_iter_next(rule)) {
		if (fnmatch(kmod_config_iter_get_key(rule), name, 0) == 0)
			result = choose_soft_rule(m, name, kmod_config_iter_get_value(rule));
	}
	if (rule)
		kmod_config_iter_free_iter(rule);
	return result;
}

/* A line of modules.weakdep: "weakdep MODULE NAME...". */
static int choose_weak_rule(struct modules *m, const char *name, char *line)
{
	const char *kind = strsep(&line, " "), *key = strsep(&line, " "), *other;
	char *why = alloc_text("%s may request it", name);
	int result = 0;

	if (key && strcmp(kind, "weakdep") == 0 && fnmatch(key, name, 0) == 0)
		while (result == 0 && (other = strsep(&line, " ")))
			result = *other ? choose_soft(m, other, why) : 0;
	free(why);
	return result;
}

/* The same for modules that no index names. */
static int choose_requests(struct modules *m, const char *name)
{
	char *why = alloc_text("%s may request it", name);
	struct list names = {0};
	int result = 0;

	requests_of(name, &names);
	for (size_t i = 0; i < names.count && result == 0; i++)
		result = choose_soft(m, names.item[i], why);
	list_free(&names);
	free(why);
	return result;
}

/* The modules that a module may request from the kernel; /init need not load them. */
static int choose_weakdeps(struct modules *m, const char *name)
{
	char *text = alloc_text("%s", m->weak.data ? m->weak.data : ""), *rest = text, *line;
	int result = 0;

	while (result == 0 && (line = strsep(&rest, "\n")))
		result = choose_weak_rule(m, name, line);
	free(text);
	return result == 0 ? choose_requests(m, name) : result;
}

static int choose_dependencies(struct modules *m, struct kmod_module *module, const char *name)
{
	char *why = alloc_text("dependency of %s", name);
	int result = choose_list(m, kmod_module_get_dependencies(module), why);

	free(why);
	if (result == 0)
		result = choose_softdeps(m, name);
	return result == 0 ? choose_weakdeps(m, name) : result;
}

static bool is_built_in(struct kmod_module *module)
{
	/* all other states are those of the running kernel */
	return kmod_module_get_initstate(module) == KMOD_MODULE_BUILTIN;
}

/* libkmod's path is the index's directory and the file. NULL: the file is not in the tree. */
static const char *file_of(const struct modules *m, struct kmod_module *module)
{
	const char *path = kmod_module_get_path(module);
	size_t len = strlen(m->tree.indexed);
	char clean[PATH_MAX];

	if (!path || strncmp(path, m->tree.indexed, len) != 0 || path[len] != '/')
		return NULL;
	/* an index may contain ".." */
	if (path_clean(path + len, clean) < 0 || strcmp(clean, path + len) != 0)
		return NULL;
	return path + len + 1;
}

static int choose_module(struct modules *m, struct kmod_module *module, const char *why)
{
	const char *name = kmod_module_get_name(module);
	const char *file;

	if (set_has(&m->seen, name))
		return 0;
	if (is_built_in(module)) {
		report_detail("%s: built into the kernel (%s)", name, why);
		return 0;
	}
	file = file_of(m, module);
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

	if (set_has(&m->seen, name) || set_has(&m->whole, name) || is_built_in(module))
		return true;
	if (set_has(&m->broken, name))
		return false;
	file = file_of(m, module);
	if (file && read_file(m, file)) {
		set_add(&m->whole, name);
		return true;
	}
	set_add(&m->broken, name);
	return false;
}

static bool are_whole(struct modules *m, struct kmod_list *list)
{
	struct kmod_list *item;
	bool whole = true;

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		whole = whole && is_whole(m, module);
		kmod_module_unref(module);
	}
	return whole;
}

static void note_asked(struct modules *m, struct kmod_module *module)
{
	const char *name = kmod_module_get_name(module);

	if (!is_built_in(module) && !list_has(&m->requested, name))
		list_add(&m->requested, name);
}

static int choose_if_whole(struct modules *m, struct kmod_module *module, const char *why,
			   bool requested)
{
	struct kmod_list *needs = kmod_module_get_dependencies(module);
	bool whole = is_whole(m, module) && are_whole(m, needs);

	kmod_module_unref_list(needs);
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
	return result > 0 ? nearest_print_missing(m->kmod, name, m->release) : result;
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

bool modules_have(const struct modules *m, const char *name)
{
	struct kmod_list *list = look_up(m, name), *item;
	bool have = !knows_built_in(m);

	kmod_list_foreach(item, list) {
		struct kmod_module *module = kmod_module_get_module(item);

		have |= is_built_in(module) || set_has(&m->seen, kmod_module_get_name(module));
		kmod_module_unref(module);
	}
	kmod_module_unref_list(list);
	return have;
}
