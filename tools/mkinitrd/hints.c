// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/hints.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/classes.h"
#include "tools/mkinitrd/modlist.h"
#include "tools/mkinitrd/trie.h"

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
	const struct modules *modules;
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

	if (!bus || set_has(&h->modules->seen, module->name) || !classes_hint(module->file))
		return;
	key = shorten(alias, bus->keep);
	hint = alloc_text("%s %s", key, module->name);
	if (set_add(&h->seen, hint))
		add(h, key, module->name);
	else
		free(key);
	free(hint);
}

static int add_index(struct hints *h, struct tree *tree)
{
	char *path = alloc_text("/lib/modules/%s/modules.hints.bin", h->modules->release);
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
	struct hints h = {.modules = modules};
	struct modlist list;
	int result;

	if (modlist_read(modules, &list) < 0)
		return -1;
	result = modlist_each_alias(modules, &list, take, &h);
	if (result == 0)
		result = add_index(&h, tree);
	for (size_t i = 0; i < h.count; i++)
		free((char *)h.entries[i].key);
	free(h.entries);
	set_free(&h.seen);
	modlist_free(&list);
	return result;
}
