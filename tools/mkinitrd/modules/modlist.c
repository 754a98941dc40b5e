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

/* What libkmod prints of an index, with a write(2) for each word; NULL: an error, which was reported. */
static FILE *open_dump(const struct modules *m, enum kmod_index index)
{
	int fd = memfd_create("index", MFD_CLOEXEC);
	FILE *dump = fd < 0 ? NULL : fdopen(fd, "r");

	if (!dump) {
		report_error("cannot read an index: %m");
		return NULL;
	}
	if (kmod_dump_index(m->kmod, index, fd) < 0) {
		report_error("%s: its index files are damaged; run: depmod %s", m->tree.indexed,
			     m->release);
		fclose(dump);
		return NULL;
	}
	rewind(dump);
	return dump;
}

/* Calls `each` for every line of the index, and closes it. */
static int each_line(FILE *index, line_fn *each, void *context)
{
	char *line = NULL;
	size_t size = 0;

	if (!index)
		return -1;
	while (getline(&line, &size, index) > 0) {
		line[strcspn(line, "\n")] = '\0';
		each(context, line);
	}
	free(line);
	fclose(index);
	return 0;
}

/* The aliases as depmod's text, which lies beside the index, or as libkmod prints the index. */
static FILE *open_aliases(const struct modules *m)
{
	char *path = alloc_text("%s/modules.alias", m->tree.indexed);
	FILE *text = fopen(path, "re");

	free(path);
	if (text && getc(text) != EOF) { /* not an empty file */
		rewind(text);
		return text;
	}
	if (text)
		fclose(text);
	return open_dump(m, KMOD_INDEX_MODULES_ALIAS);
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

/* The index has '_' for '-', but in ranges; depmod's text has both (alias_normalize(), kmod 30). */
static void normalize(char *alias)
{
	while (*(alias += strcspn(alias, "[-")))
		if (*alias == '-')
			*alias++ = '_';
		else
			alias += strcspn(alias, "]");
}

/* "alias ALIAS NAME", or a comment */
static void report_alias(void *context, char *line)
{
	const struct aliases *aliases = context;
	const struct modlist_item *module;
	char *alias;

	strsep(&line, " ");
	alias = strsep(&line, " ");
	module = line ? find_name(aliases->list, line) : NULL;
	if (!module)
		return;
	normalize(alias);
	aliases->each(aliases->context, alias, module);
}

int modlist_each_alias(const struct modules *m, const struct modlist *list, modlist_alias_fn *each,
		       void *context)
{
	struct aliases aliases = {list, each, context};

	return each_line(open_aliases(m), report_alias, &aliases);
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

	if (each_line(open_dump(m, KMOD_INDEX_MODULES_DEP), add_module, &list) < 0) {
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
