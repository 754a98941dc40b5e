// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/generic.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/mkinitrd/modules/classes.h"
#include "tools/mkinitrd/modules/modfile.h"
#include "tools/mkinitrd/modules/modlist.h"
#include "tools/mkinitrd/base/parallel.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/modules/modsymbols.h"

/* State of one module. */
struct look {
	bool aliased; /* it has an alias, so a device or the kernel can request it */
	bool fs;      /* it has the alias of a file system */
	bool wanted;  /* its file must be read */
	bool read;
	bool away; /* excluded, as are the modules that need it */
	char *why; /* its class; NULL: none */
};

struct generic {
	const struct modules *modules;
	struct modlist list;
	struct look *looks; /* one for each item of the list */
};

static int judge(struct look *look, const struct modlist_item *item, const char *path)
{
	struct symbols symbols;

	if (symbols_read(path, &symbols) < 0)
		return -1;
	look->read = true;
	look->away = classes_exclude_calls(&symbols);
	if (classes_may_have(item->home, look->aliased))
		look->why = classes_tell(item->home, &symbols, look->fs);
	symbols_free(&symbols);
	return 0;
}

static int look_at(void *context, size_t index)
{
	const struct generic *g = context;
	struct look *look = &g->looks[index];
	char *path;

	if (!look->wanted || look->read)
		return 0;
	/* not requested by name: a damaged file is no error */
	report_lenient(true);
	path = modfile_find(g->modules, g->list.item[index].file);
	if (!path || judge(look, &g->list.item[index], path) < 0)
		look->read = look->away = true;
	report_lenient(false);
	free(path);
	return 0;
}

typedef void need_fn(struct look *look, struct look *needed);

static void each_need(struct generic *g, size_t index, need_fn *each)
{
	char *needs = alloc_text("%s", g->list.item[index].needs), *rest = needs, *file;

	while ((file = strsep(&rest, " "))) {
		const struct modlist_item *item = modlist_find(&g->list, file);

		if (item)
			each(&g->looks[index], &g->looks[item - g->list.item]);
	}
	free(needs);
}

static void want(struct look *look, struct look *needed)
{
	(void)look;
	needed->wanted = !needed->away;
}

static void follow_away(struct look *look, struct look *needed)
{
	look->away |= needed->away;
}

static void note_alias(void *context, const char *alias, const struct modlist_item *module)
{
	struct generic *g = context;

	g->looks[module - g->list.item].aliased = true;
	g->looks[module - g->list.item].fs |= text_after(alias, "fs_") != NULL;
}

/* First the modules that may have a class, then their dependencies. */
static int probe_all(struct generic *g)
{
	for (size_t i = 0; i < g->list.count; i++) {
		const struct modlist_item *item = &g->list.item[i];

		g->looks[i].away = classes_exclude_dir(item->home);
		g->looks[i].wanted = !g->looks[i].away &&
				     classes_may_have(item->home, g->looks[i].aliased);
	}
	if (parallel_each(g->list.count, look_at, g) < 0)
		return -1;
	for (size_t i = 0; i < g->list.count; i++) {
		if (g->looks[i].why && !g->looks[i].away)
			each_need(g, i, want);
	}
	return parallel_each(g->list.count, look_at, g);
}

static int choose(struct generic *g, struct modules *modules)
{
	int result = 0;

	for (size_t i = 0; i < g->list.count; i++) {
		if (g->looks[i].read && !g->looks[i].away)
			set_add(&modules->whole, g->list.item[i].name);
	}
	for (size_t i = 0; i < g->list.count && result == 0; i++) {
		struct look *look = &g->looks[i];

		if (!look->why)
			continue;
		each_need(g, i, follow_away);
		if (look->away)
			report_detail("%s: excluded with its dependency (%s)", g->list.item[i].name,
				      look->why);
		else
			result = modules_add(modules, g->list.item[i].name, look->why);
	}
	return result;
}

int generic_choose(struct modules *modules)
{
	struct generic g = {.modules = modules};
	int result;

	if (modlist_read(modules, &g.list) < 0)
		return -1;
	g.looks = alloc(g.list.count * sizeof(*g.looks));
	result = modlist_each_alias(modules, &g.list, note_alias, &g);
	if (result == 0)
		result = probe_all(&g);
	if (result == 0)
		result = choose(&g, modules);
	for (size_t i = 0; i < g.list.count; i++)
		free(g.looks[i].why);
	free(g.looks);
	modlist_free(&g.list);
	return result;
}

/* Neither what calls the kernel nor what lies beside it is looked at: that takes its time. */
int generic_choose_keyboards(struct modules *modules)
{
	struct modlist list;
	int result = 0;

	if (modlist_read(modules, &list) < 0)
		return -1;
	for (size_t i = 0; i < list.count && result >= 0; i++) {
		if (classes_is_keyboard(list.item[i].home))
			result = modules_add(modules, list.item[i].name, "a keyboard, to ask on");
	}
	modlist_free(&list);
	return result < 0 ? -1 : 0;
}
