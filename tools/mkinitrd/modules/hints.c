// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/hints.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/modules/classes.h"
#include "tools/mkinitrd/modules/modlist.h"
#include "tools/mkinitrd/modules/trie.h"

/*
 * The buses whose devices tell what they are, and how much of their aliases a hint keeps: vendor
 * and device, so that one hint stands for all the subsystems and interfaces of a device. 0: all.
 */
static const struct bus {
	const char *name;
	size_t keep;
} buses[] = {
	{"acpi*:", 0},
	{"bcma:", 0},
	{"pci:", sizeof("pci:v00008086d00001234") - 1},
	{"pcmcia:", 0},
	{"sdio:", 0},
	{"serio:", 0},
	{"ssb:", 0},
	{"usb:", sizeof("usb:v0BDAp8152") - 1},
	{"virtio:", 0},
	{"vmbus:", 0},
	{"xen:", 0},
};

struct hints {
	const struct modlist *list;
	bool *wanted;               /* of the list's modules, in its order */
	struct trie_entry *entries; /* the keys are ours */
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

static void add(struct hints *h, char *key, const char *module)
{
	if ((h->count & (h->count + 1)) == 0)
		h->entries = alloc_again(h->entries, 2 * (h->count + 1), sizeof(*h->entries));
	h->entries[h->count++] = (struct trie_entry){key, module};
}

static void take(void *context, const char *alias, const struct modlist_item *module)
{
	const struct bus *bus = bus_of(alias);
	struct hints *h = context;
	char *key, *hint;

	if (!bus || !h->wanted[module - h->list->item])
		return;
	key = shorten(alias, bus->keep);
	hint = alloc_text("%s %s", key, module->name);
	if (set_add(&h->seen, hint))
		add(h, key, module->name);
	else
		free(key);
	free(hint);
}

/* Once for each module: some have thousands of aliases. */
static void choose_wanted(struct hints *h, const struct modules *modules)
{
	h->wanted = alloc(h->list->count * sizeof(*h->wanted));
	for (size_t i = 0; i < h->list->count; i++)
		h->wanted[i] = !set_has(&modules->seen, h->list->item[i].name) &&
			       classes_hint(h->list->item[i].file);
}

static int add_index(struct hints *h, const char *release, struct tree *tree)
{
	char *path = alloc_text("/lib/modules/%s/modules.hints.bin", release);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644};
	char *data = trie_make(h->entries, h->count, &entry.len);
	char *why = alloc_text("for the verdict: %zu kinds of devices that have no driver here",
			       h->count);
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
	struct hints h = {.list = &list};
	int result;

	if (modlist_read(modules, &list) < 0)
		return -1;
	choose_wanted(&h, modules);
	result = modlist_each_alias(modules, &list, take, &h);
	if (result == 0)
		result = add_index(&h, modules->release, tree);
	for (size_t i = 0; i < h.count; i++)
		free((char *)h.entries[i].key);
	free(h.entries);
	free(h.wanted);
	set_free(&h.seen);
	modlist_free(&list);
	return result;
}
