// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/generic/generic.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/base/parallel.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/generic/classes.h"
#include "tools/mkinitrd/modules/modfile.h"
#include "tools/mkinitrd/modules/modlist.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

/* State of one module. */
struct choice {
	bool aliased; /* it has an alias, so a device or the kernel can request it */
	bool fs;      /* it has the alias of a file system */
	bool to_read; /* its file must be read */
	bool read;
	bool excluded; /* as are the modules that need it */
	char *why;     /* its class; NULL: none */
};

struct generic {
	const struct modules *modules;
	struct modlist list;
	struct choice *candidates; /* one for each item of the list */
};

static int classify(struct choice *candidate, const struct modlist_item *item, const char *path)
{
	struct modsymbols symbols;

	if (modsymbols_read(path, &symbols) < 0)
		return -1;
	candidate->read = true;
	candidate->excluded = classes_exclude_calls(&symbols);
	if (classes_may_have(item->home, candidate->aliased))
		candidate->why = classes_describe(item->home, &symbols, candidate->fs);
	modsymbols_free(&symbols);
	return 0;
}

static int examine(void *context, size_t index)
{
	const struct generic *g = context;
	struct choice *candidate = &g->candidates[index];
	char *path;

	if (!candidate->to_read || candidate->read)
		return 0;
	/* not requested by name: a damaged file is no error */
	report_lenient(true);
	path = modfile_find(g->modules, g->list.item[index].file);
	if (!path || classify(candidate, &g->list.item[index], path) < 0)
		candidate->read = candidate->excluded = true;
	report_lenient(false);
	free(path);
	return 0;
}

typedef void need_fn(struct choice *candidate, struct choice *needed);

static void each_need(struct generic *g, size_t index, need_fn *each)
{
	char *needs = alloc_text("%s", g->list.item[index].needs), *rest = needs, *file;

	while ((file = strsep(&rest, " "))) {
		const struct modlist_item *item = modlist_find(&g->list, file);

		if (item)
			each(&g->candidates[index], &g->candidates[item - g->list.item]);
	}
	free(needs);
}

static void request(struct choice *candidate, struct choice *needed)
{
	(void)candidate;
	needed->to_read = !needed->excluded;
}

static void inherit_exclusion(struct choice *candidate, struct choice *needed)
{
	candidate->excluded |= needed->excluded;
}

static void note_alias(void *context, const char *alias, const struct modlist_item *module)
{
	struct generic *g = context;

	g->candidates[module - g->list.item].aliased = true;
	g->candidates[module - g->list.item].fs |= text_after(alias, "fs_") != NULL;
}

/* First the modules that may have a class, then their dependencies. */
static int probe_all(struct generic *g)
{
	for (size_t i = 0; i < g->list.count; i++) {
		const struct modlist_item *item = &g->list.item[i];

		g->candidates[i].excluded = classes_exclude_dir(item->home);
		g->candidates[i].to_read = !g->candidates[i].excluded &&
					   classes_may_have(item->home, g->candidates[i].aliased);
	}
	if (parallel_each(g->list.count, examine, g) < 0)
		return -1;
	for (size_t i = 0; i < g->list.count; i++) {
		if (g->candidates[i].why && !g->candidates[i].excluded)
			each_need(g, i, request);
	}
	return parallel_each(g->list.count, examine, g);
}

static int choose(struct generic *g, struct modules *modules)
{
	int result = 0;

	for (size_t i = 0; i < g->list.count; i++) {
		if (g->candidates[i].read && !g->candidates[i].excluded)
			set_add(&modules->whole, g->list.item[i].name);
	}
	for (size_t i = 0; i < g->list.count && result == 0; i++) {
		struct choice *candidate = &g->candidates[i];

		if (!candidate->why)
			continue;
		each_need(g, i, inherit_exclusion);
		if (candidate->excluded)
			report_detail("%s: excluded with its dependency (%s)", g->list.item[i].name,
				      candidate->why);
		else
			result = modules_add(modules, g->list.item[i].name, candidate->why);
	}
	return result;
}

int generic_choose(struct modules *modules)
{
	struct generic g = {.modules = modules};
	int result;

	if (modlist_read(modules, &g.list) < 0)
		return -1;
	g.candidates = alloc(g.list.count * sizeof(*g.candidates));
	result = modlist_each_alias(modules, &g.list, note_alias, &g);
	if (result == 0)
		result = probe_all(&g);
	if (result == 0)
		result = choose(&g, modules);
	for (size_t i = 0; i < g.list.count; i++)
		free(g.candidates[i].why);
	free(g.candidates);
	modlist_free(&g.list);
	return result;
}

/* Keyboard drivers are found by their directories alone, without reading module files. */
int generic_choose_keyboards(struct modules *modules)
{
	struct modlist list;
	int result = 0;

	if (modlist_read(modules, &list) < 0)
		return -1;
	for (size_t i = 0; i < list.count && result >= 0; i++) {
		if (classes_is_keyboard(list.item[i].home))
			result = modules_add(modules, list.item[i].name,
					     "a keyboard, for passphrases");
	}
	modlist_free(&list);
	return result < 0 ? -1 : 0;
}
