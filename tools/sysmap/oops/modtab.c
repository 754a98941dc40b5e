// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/modtab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"

enum { FIELDS = 6, FIELD_SIZE = 512, MODULE_MAX = 1 << 28 /* bytes; larger than any module */ };

/* Appends an element to an array. */
static void *add_element(void *list, size_t count, size_t *workspace, size_t size)
{
	if (count < *workspace)
		return list;
	*workspace = *workspace ? *workspace * 2 : 64;
	list = reallocarray(list, *workspace, size);
	if (!list)
		message("out of memory");
	return list;
}

/* Splits into blank-separated fields; 0 if one is too long. */
static size_t split(const char *line, size_t len, char fields[FIELDS][FIELD_SIZE])
{
	const char *rest = line, *token;
	size_t count = 0;
	long got;

	while (count < FIELDS && (got = text_token(&rest, line + len, &token)) >= 0)
		if (text_copy_n(fields[count++], FIELD_SIZE, token, got))
			return 0;
	return count;
}

static bool is_module(char fields[FIELDS][FIELD_SIZE], struct modtab_module *m)
{
	const char *digits = text_after(fields[5], "0x");
	uint64_t references;

	return digits && strlen(fields[0]) < MODTAB_NAME &&
	       (text_equal(fields[4], "Live") || text_equal(fields[4], "Loading") ||
		text_equal(fields[4], "Unloading")) &&
	       !text_number(fields[1], 10, MODULE_MAX, &m->size) &&
	       !text_number(fields[2], 10, UINT32_MAX, &references) &&
	       !text_number(digits, 16, UINT64_MAX, &m->base) && m->base;
}

static int add_module(struct modtab *t, const struct modtab_module *m, const char *name)
{
	struct modtab_module *list =
		add_element(t->modules, t->count, &t->workspace, sizeof(*t->modules));

	if (!list)
		return -1;
	t->modules = list;
	list[t->count] = *m;
	strcpy(list[t->count++].name, name);
	return 1;
}

/* "ffffffffc0a00000 t ext4_fill_super\t[ext4]" */
static bool is_symbol(char fields[FIELDS][FIELD_SIZE], struct modtab_symbol *s)
{
	size_t len = strlen(fields[3]);

	if (strlen(fields[1]) != 1 || len < 3 || len - 2 >= MODTAB_NAME || fields[3][0] != '[' ||
	    fields[3][len - 1] != ']' || text_number(fields[0], 16, UINT64_MAX, &s->address))
		return false;
	return !text_copy_n(s->module, MODTAB_NAME, fields[3] + 1, len - 2) && s->address;
}

static int add_symbol(struct modtab *t, const struct modtab_symbol *s, const char *name)
{
	struct modtab_symbol *list =
		add_element(t->symbols, t->symbol_count, &t->symbol_workspace, sizeof(*t->symbols));

	if (!list)
		return -1;
	t->symbols = list;
	list[t->symbol_count] = *s;
	list[t->symbol_count].name = strdup(name);
	if (!list[t->symbol_count].name)
		return message("out of memory");
	t->symbol_count++;
	t->sorted = false;
	return 1;
}

int modtab_take(struct modtab *t, const char *line, size_t len)
{
	char fields[FIELDS][FIELD_SIZE];
	struct modtab_module m;
	struct modtab_symbol s;
	size_t count = split(line, len, fields);

	if (count == 6 && is_module(fields, &m))
		return add_module(t, &m, fields[0]);
	if (count == 4 && is_symbol(fields, &s))
		return add_symbol(t, &s, fields[2]);
	return 0;
}

int modtab_read(struct modtab *t, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int err = 0;

	if (!file)
		return message_errno(path, -errno);
	while (err >= 0 && (len = getline(&line, &size, file)) >= 0)
		err = modtab_take(t, line, len && line[len - 1] == '\n' ? len - 1 : len);
	if (ferror(file))
		err = message_errno(path, -errno);
	free(line);
	fclose(file);
	if (err >= 0 && !t->count && !t->symbol_count)
		return message("%s: neither /proc/modules nor /proc/kallsyms with modules", path);
	return err < 0 ? -1 : 0;
}

static int by_address(const void *a, const void *b)
{
	const struct modtab_symbol *one = a, *other = b;

	return (one->address > other->address) - (one->address < other->address);
}

/* The last symbol at or below the address. */
static const struct modtab_symbol *symbol_at(struct modtab *t, uint64_t address)
{
	size_t low = 0, high = t->symbol_count;

	if (!t->sorted && t->symbol_count)
		qsort(t->symbols, t->symbol_count, sizeof(*t->symbols), by_address);
	t->sorted = true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &t->symbols[low - 1] : NULL;
}

static const struct modtab_module *module_at(const struct modtab *t, uint64_t address)
{
	for (size_t i = 0; i < t->count; i++)
		if (address - t->modules[i].base < t->modules[i].size)
			return &t->modules[i];
	return NULL;
}

/* Without lines of /proc/modules, a symbol ends at the next one of the same module. */
static bool hit_symbol(const struct modtab *t, const struct modtab_symbol *s,
		       const struct modtab_module *m, uint64_t address, struct modtab_hit *hit)
{
	const struct modtab_symbol *next = s + 1, *end = t->symbols + t->symbol_count;

	while (next < end && next->address == s->address)
		next++;
	if (m && !text_equal(m->name, s->module))
		return false;
	if (next < end && text_equal(next->module, s->module))
		hit->size = next->address - s->address;
	else if (m)
		hit->size = m->base + m->size - s->address;
	else
		return false;
	hit->module = s->module;
	hit->symbol = s->name;
	hit->offset = address - s->address;
	return true;
}

bool modtab_find(struct modtab *t, uint64_t address, struct modtab_hit *ret_hit)
{
	const struct modtab_symbol *s = symbol_at(t, address);
	const struct modtab_module *m = module_at(t, address);

	if (s && hit_symbol(t, s, m, address, ret_hit))
		return true;
	if (!m)
		return false;
	*ret_hit = (struct modtab_hit){.module = m->name, .offset = address - m->base};
	return true;
}

void modtab_free(struct modtab *t)
{
	for (size_t i = 0; i < t->symbol_count; i++)
		free(t->symbols[i].name);
	free(t->symbols);
	free(t->modules);
	memset(t, 0, sizeof(*t));
}
