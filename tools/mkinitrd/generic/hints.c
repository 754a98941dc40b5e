// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/generic/hints.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "drivers-load/catalog/catalog.h"
#include "tools/mkinitrd/base/parallel.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/generic/classes.h"
#include "tools/mkinitrd/generic/trie.h"
#include "tools/mkinitrd/modules/modfile.h"
#include "tools/mkinitrd/modules/modlist.h"

/*
 * The buses whose devices identify themselves, and how much of an alias is kept: vendor and device,
 * so that one hint covers all subsystems and interfaces of a device. 0: all.
 */
static const struct bus {
	const char *name;
	size_t keep;
} buses[] = {
	{"acpi*:", 0},  {"bcma:", 0},
	{"hid:", 0},    {"ieee1394:", 0},
	{"mmc:", 0},    {"nd:", 0},
	{"of:", 0},     {"pci:", sizeof("pci:v00008086d00001234") - 1},
	{"pcmcia:", 0}, {"scsi:", 0},
	{"sdio:", 0},   {"serio:", 0},
	{"ssb:", 0},    {"usb:", sizeof("usb:v0BDAp8152") - 1},
	{"virtio:", 0}, {"vmbus:", 0},
	{"xen:", 0},
};

/* State of one module of the list. */
struct hinted {
	enum hint_rank rank;
	bool aliased; /* it has an alias of one of these buses */
};

struct hints {
	const struct modules *modules;
	const struct modlist *list;
	struct hinted *hinted;      /* in the order of the list */
	struct trie_entry *entries; /* the keys are owned */
	size_t count;
	struct set seen;
};

static const struct bus *bus_of(const char *alias)
{
	for (size_t i = 0; i < sizeof(buses) / sizeof(buses[0]); i++) {
		if (strncmp(alias, buses[i].name, strlen(buses[i].name)) == 0)
			return &buses[i];
	}
	return NULL;
}

static char *shorten(const char *alias, size_t keep)
{
	bool exact = keep && strcspn(alias, "*?[") >= keep;

	return exact ? alloc_text("%.*s*", (int)keep, alias) : alloc_text("%s", alias);
}

/* A key with more characters of the modalias is more specific. */
static unsigned priority_of(enum hint_rank rank, const char *key)
{
	size_t plain = 0;

	for (; *key; key++)
		plain += !strchr("*?[", *key);
	return rank * CATALOG_HINT_RANK + CATALOG_HINT_RANK - 1 - plain % CATALOG_HINT_RANK;
}

static void add(struct hints *h, char *key, const struct modlist_item *module)
{
	enum hint_rank rank = h->hinted[module - h->list->item].rank;

	if ((h->count & (h->count + 1)) == 0)
		h->entries = alloc_again(h->entries, 2 * (h->count + 1), sizeof(*h->entries));
	h->entries[h->count++] = (struct trie_entry){key, module->name, priority_of(rank, key)};
}

static void note_alias(void *context, const char *alias, const struct modlist_item *module)
{
	struct hints *h = context;

	if (bus_of(alias))
		h->hinted[module - h->list->item].aliased = true;
}

static void take(void *context, const char *alias, const struct modlist_item *module)
{
	const struct bus *bus = bus_of(alias);
	struct hints *h = context;
	enum hint_rank rank = h->hinted[module - h->list->item].rank;
	char *key, *hint;

	if (!bus || rank >= HINT_NONE || (rank == HINT_NET && strncmp(alias, "of:", 3) == 0))
		return; /* kernels for a board have its network driver built in */
	key = shorten(alias, bus->keep);
	hint = alloc_text("%s %s", key, module->name);
	if (set_add(&h->seen, hint))
		add(h, key, module);
	else
		free(key);
	free(hint);
}

/* Whether the module's file exists; missing files are ignored. */
static bool is_there(const struct modules *m, const char *file)
{
	char *path = alloc_text("%s/%s", m->tree.dir, file);
	char *found = root_find(m->root, path);

	free(path);
	free(found);
	return found;
}

static int read_calls(void *context, size_t index)
{
	struct hints *h = context;
	struct hinted *hinted = &h->hinted[index];
	struct modsymbols symbols;
	char *path;

	if (hinted->rank != HINT_BY_CALL)
		return 0;
	hinted->rank = HINT_NONE;
	if (!is_there(h->modules, h->list->item[index].file))
		return 0;
	report_lenient(true);
	path = modfile_find(h->modules, h->list->item[index].file);
	if (path && modsymbols_read(path, &symbols) == 0) {
		hinted->rank = classes_hint_call(&symbols);
		modsymbols_free(&symbols);
	}
	report_lenient(false);
	free(path);
	return 0;
}

/* Once for each module: some have thousands of aliases. */
static int rank_modules(struct hints *h)
{
	h->hinted = alloc(h->list->count * sizeof(*h->hinted));
	if (modlist_each_alias(h->modules, h->list, note_alias, h) < 0)
		return -1;
	for (size_t i = 0; i < h->list->count; i++) {
		const struct modlist_item *item = &h->list->item[i];
		bool absent = h->hinted[i].aliased && !set_has(&h->modules->seen, item->name);

		h->hinted[i].rank = absent ? classes_hint(item->home) : HINT_NONE;
	}
	return parallel_each(h->list->count, read_calls, h);
}

static int add_index(struct hints *h, const char *release, struct tree *tree)
{
	char *path = alloc_text("/lib/modules/%s/modules.hints.bin", release);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644};
	char *data = trie_make(h->entries, h->count, &entry.len);
	char *why = alloc_text("driver hints for %zu device types", h->count);
	int result;

	entry.data = data;
	result = tree_add(tree, TREE_REPLACE, &entry, why);
	free(why);
	free(data);
	free(path);
	return result;
}

int hints_add(const struct modules *modules, struct tree *tree)
{
	struct modlist list;
	struct hints h = {.modules = modules, .list = &list};
	int result;

	if (modlist_read(modules, &list) < 0)
		return -1;
	result = rank_modules(&h);
	if (result == 0)
		result = modlist_each_alias(modules, &list, take, &h);
	if (result == 0)
		result = add_index(&h, modules->release, tree);
	for (size_t i = 0; i < h.count; i++)
		free((char *)h.entries[i].key);
	free(h.entries);
	free(h.hinted);
	set_free(&h.seen);
	modlist_free(&list);
	return result;
}
