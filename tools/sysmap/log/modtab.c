// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/log/modtab.h"

#include <stddef.h>
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

	return digits && !text_copy(m->name, MODTAB_NAME, fields[0]) &&
	       (text_equal(fields[4], "Live") || text_equal(fields[4], "Loading") ||
		text_equal(fields[4], "Unloading")) &&
	       !text_number(fields[1], 10, MODULE_MAX, &m->size) &&
	       !text_number(fields[2], 10, UINT32_MAX, &references) &&
	       !text_number(digits, 16, UINT64_MAX, &m->base) && m->base;
}

const struct modtab_module *modtab_module(const struct modtab *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (text_equal(t->modules[i].name, name))
			return &t->modules[i];
	return NULL;
}

static int add_module(struct modtab *t, const struct modtab_module *m)
{
	const struct modtab_module *old = modtab_module(t, m->name);
	struct modtab_module *list;

	if (old) {
		t->modules[old - t->modules] = *m;
		return 1;
	}
	if (t->count == MODTAB_MODULES)
		return 1;
	list = add_element(t->modules, t->count, &t->workspace, sizeof(*t->modules));
	if (!list)
		return -1;
	t->modules = list;
	list[t->count++] = *m;
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

/* PATH/MODULE/sections/SECTION:0xADDRESS */
static bool is_section(const char *field, struct modtab_section *s)
{
	static const char middle[] = "/sections/";
	const char *sections = strstr(field, middle), *module = sections;
	const char *name = sections ? sections + strlen(middle) : NULL;
	const char *colon = name ? strrchr(name, ':') : NULL;
	const char *digits = colon ? text_after(colon, ":0x") : NULL;

	while (module && module > field && module[-1] != '/')
		module--;
	return digits && !text_copy_n(s->module, MODTAB_NAME, module, sections - module) &&
	       !text_copy_n(s->name, MODTAB_NAME, name, colon - name) &&
	       !text_number(digits, 16, UINT64_MAX, &s->address) && s->address;
}

static int add_section(struct modtab *t, const struct modtab_section *s)
{
	struct modtab_section *list = add_element(t->sections, t->section_count,
						  &t->section_workspace, sizeof(*t->sections));

	if (!list)
		return -1;
	t->sections = list;
	list[t->section_count++] = *s;
	t->sorted = false;
	return 1;
}

int modtab_take(struct modtab *t, const char *line, size_t len)
{
	char fields[FIELDS][FIELD_SIZE];
	struct modtab_module m;
	struct modtab_symbol s;
	struct modtab_section section;
	size_t count = split(line, len, fields);

	if (count == 6 && is_module(fields, &m))
		return add_module(t, &m);
	if (count == 4 && is_symbol(fields, &s))
		return add_symbol(t, &s, fields[2]);
	if (count == 1 && is_section(fields[0], &section))
		return add_section(t, &section);
	return 0;
}

/* ---- looking up ---- */

static int by_address(const void *a, const void *b)
{
	const struct modtab_symbol *one = a, *other = b;

	return (one->address > other->address) - (one->address < other->address);
}

static int by_section(const void *a, const void *b)
{
	const struct modtab_section *one = a, *other = b;

	return (one->address > other->address) - (one->address < other->address);
}

void modtab_sort(struct modtab *t)
{
	if (!t->sorted && t->symbol_count)
		qsort(t->symbols, t->symbol_count, sizeof(*t->symbols), by_address);
	if (!t->sorted && t->section_count)
		qsort(t->sections, t->section_count, sizeof(*t->sections), by_section);
	t->sorted = true;
}

/* How many elements, sorted by the address at `offset` in each, are not above `address`. */
static size_t count_up_to(const void *first, size_t count, size_t size, size_t offset,
			  uint64_t address)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		const char *element = (const char *)first + middle * size;

		if (*(const uint64_t *)(element + offset) <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The last symbol at or below the address. */
static const struct modtab_symbol *symbol_at(struct modtab *t, uint64_t address)
{
	size_t count;

	modtab_sort(t);
	count = count_up_to(t->symbols, t->symbol_count, sizeof(*t->symbols),
			    offsetof(struct modtab_symbol, address), address);
	return count ? &t->symbols[count - 1] : NULL;
}

const struct modtab_section *modtab_section_at(struct modtab *t, uint64_t address)
{
	size_t count;

	modtab_sort(t);
	count = count_up_to(t->sections, t->section_count, sizeof(*t->sections),
			    offsetof(struct modtab_section, address), address);
	return count ? &t->sections[count - 1] : NULL;
}

/*
 * The nearest module below the address: since 6.4 the size includes data that is elsewhere, so that
 * it may reach into the next module.
 */
static const struct modtab_module *module_at(const struct modtab *t, uint64_t address)
{
	const struct modtab_module *best = NULL;

	for (size_t i = 0; i < t->count; i++) {
		const struct modtab_module *m = &t->modules[i];

		if (address - m->base < m->size && (!best || m->base > best->base))
			best = m;
	}
	return best;
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
	free(t->sections);
	free(t->modules);
	memset(t, 0, sizeof(*t));
}
