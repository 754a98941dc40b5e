// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modlist.h"

#include <libkmod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/base/report.h"

typedef void line_fn(void *context, char *line);

/* Calls `each` for every line that libkmod prints of an index. */
static int each_line(const struct modules *m, enum kmod_index index, line_fn *each, void *context)
{
	int fd = memfd_create("index", MFD_CLOEXEC), error;
	FILE *dump = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;

	if (!dump)
		return report_error("cannot read an index: %m");
	error = kmod_dump_index(m->kmod, index, fd);
	rewind(dump);
	while (error >= 0 && getline(&line, &size, dump) > 0) {
		line[strcspn(line, "\n")] = '\0';
		each(context, line);
	}
	free(line);
	fclose(dump);
	return error < 0 ? report_error("%s: its index files are damaged; run: depmod %s",
					m->tree.indexed, m->release)
			 : 0;
}

/* "NAME FILE: NEEDS" */
static void add_module(void *context, char *line)
{
	struct modlist *list = context;
	char *name = strsep(&line, " "), *file = strsep(&line, ":");

	if (!line)
		return; /* libkmod ignores such a line too */
	if ((list->count & (list->count + 1)) == 0)
		list->item = alloc_again(list->item, 2 * (list->count + 1), sizeof(*list->item));
	list->item[list->count++] = (struct modlist_item){
		.name = alloc_text("%s", name),
		.file = alloc_text("%s", file),
		.home = alloc_text("%s", file),
		.needs = alloc_text("%s", line),
	};
}

static int by_name(const void *a, const void *b)
{
	const struct modlist_item *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct modlist_item *find_name(const struct modlist *list, char *name)
{
	struct modlist_item key = {.name = name};

	return list->count ? bsearch(&key, list->item, list->count, sizeof(key), by_name) : NULL;
}

struct aliases {
	const struct modlist *list;
	modlist_alias_fn *each;
	void *context;
};

/* "alias ALIAS NAME" */
static void report_alias(void *context, char *line)
{
	const struct aliases *aliases = context;
	const struct modlist_item *module;
	char *alias;

	strsep(&line, " ");
	alias = strsep(&line, " ");
	module = line ? find_name(aliases->list, line) : NULL;
	if (module)
		aliases->each(aliases->context, alias, module);
}

int modlist_each_alias(const struct modules *m, const struct modlist *list, modlist_alias_fn *each,
		       void *context)
{
	struct aliases aliases = {list, each, context};

	return each_line(m, KMOD_INDEX_MODULES_ALIAS, report_alias, &aliases);
}

/*
 * modules.order lists the modules of the kernel's build, including those that an update replaces in
 * the index. An update in updates/, extra/ or weak-updates/ mostly lacks the directory that shows
 * its class.
 */
static void find_homes(const struct modules *m, struct modlist *list)
{
	char *path = alloc_text("%s/modules.order", m->tree.indexed), *line = NULL;
	FILE *order = fopen(path, "re");
	size_t size = 0;

	while (order && getline(&line, &size, order) > 0) {
		struct modlist_item *item;

		line[strcspn(line, "\n")] = '\0';
		item = (struct modlist_item *)modlist_find(list, line);
		if (!item || strncmp(line, "kernel/", 7) != 0)
			continue;
		free(item->home);
		item->home = alloc_text("%s", line);
	}
	free(line);
	free(path);
	if (order)
		fclose(order);
}

int modlist_read(const struct modules *m, struct modlist *ret_list)
{
	struct modlist list = {0};

	if (each_line(m, KMOD_INDEX_MODULES_DEP, add_module, &list) < 0) {
		modlist_free(&list);
		return -1;
	}
	if (list.count)
		qsort(list.item, list.count, sizeof(*list.item), by_name);
	find_homes(m, &list);
	*ret_list = list;
	return 0;
}

const struct modlist_item *modlist_find(const struct modlist *list, const char *file)
{
	const char *slash = strrchr(file, '/');
	char *name = alloc_text("%s", slash ? slash + 1 : file);
	const struct modlist_item *found;

	name[strcspn(name, ".")] = '\0';
	for (char *dash = name; (dash = strchr(dash, '-'));)
		*dash = '_';
	found = find_name(list, name);
	free(name);
	return found;
}

void modlist_free(struct modlist *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->item[i].name);
		free(list->item[i].file);
		free(list->item[i].home);
		free(list->item[i].needs);
	}
	free(list->item);
	*list = (struct modlist){0};
}
