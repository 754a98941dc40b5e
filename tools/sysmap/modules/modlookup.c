// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/modules/modlookup.h"

#include <stddef.h>

#include "lib/text.h"

enum { TABLES = sizeof(((struct modlookup *)0)->tables) / sizeof(struct modtab *) };

static const struct kofile *file_of(const struct modlookup *l, const char *module)
{
	return l->file ? l->file(l->context, module) : NULL;
}

/* `value` is the address in the section. */
static void hit_section(const struct kofile *file, size_t section, uint64_t value,
			struct modlookup_hit *hit)
{
	const struct kofile_symbol *symbol = kofile_at(file, section, value);

	hit->section = file->sections[section].name;
	hit->section_offset = value;
	if (!symbol)
		return;
	hit->symbol = symbol->name;
	hit->offset = value - symbol->value;
	hit->size = kofile_size(file, symbol);
}

/* By the address of the section. */
static bool find_section(const struct modlookup *l, struct modtab *t, uint64_t address,
			 struct modlookup_hit *hit)
{
	const struct modtab_section *s = modtab_section_at(t, address);
	const struct kofile *file = s ? file_of(l, s->module) : NULL;
	long section = file ? kofile_section_named(file, s->name) : -1;

	if (section < 0 || address - s->address >= file->sections[section].size)
		return false;
	*hit = (struct modlookup_hit){.module = s->module, .offset = address - s->address};
	hit_section(file, section, address - s->address, hit);
	return true;
}

/* By the address of the module. */
static bool find_module(const struct modlookup *l, struct modtab *t, uint64_t address,
			struct modlookup_hit *hit)
{
	const struct kofile *file;
	struct modtab_hit found;
	long section;

	if (!modtab_find(t, address, &found))
		return false;
	*hit = (struct modlookup_hit){found.module, found.symbol, found.offset,
				      found.size,   NULL,         0};
	if (found.symbol)
		return true;
	file = file_of(l, found.module);
	section = file ? kofile_section_at(file, found.offset) : -1;
	if (section >= 0)
		hit_section(file, section, found.offset - file->sections[section].offset, hit);
	return true;
}

bool modlookup_address(const struct modlookup *l, uint64_t address, struct modlookup_hit *ret_hit)
{
	for (size_t i = 0; i < TABLES; i++)
		if (l->tables[i] && (find_section(l, l->tables[i], address, ret_hit) ||
				     find_module(l, l->tables[i], address, ret_hit)))
			return true;
	return false;
}

bool modlookup_frame(const struct modlookup *l, const char *module, const char *name, uint64_t size,
		     struct modlookup_hit *ret_hit)
{
	const struct kofile *file = file_of(l, module);
	const struct kofile_symbol *symbol = file ? kofile_named(file, name, NULL) : NULL;

	while (symbol && size && kofile_size(file, symbol) != size)
		symbol = kofile_named(file, name, symbol);
	if (!symbol)
		return false;
	*ret_hit = (struct modlookup_hit){
		.symbol = symbol->name,
		.size = kofile_size(file, symbol),
		.section = file->sections[symbol->section].name,
		.section_offset = symbol->value,
	};
	return true;
}

/* By a table of symbols. */
static bool find_symbol(struct modtab *t, const char *module, const char *name, uint64_t size,
			struct modlookup_hit *hit, uint64_t *ret_address)
{
	modtab_sort(t); /* modtab_find() must not move them below */
	for (size_t i = 0; i < t->symbol_count; i++) {
		const struct modtab_symbol *s = &t->symbols[i];
		struct modtab_hit found = {.module = s->module};

		if (!text_equal(s->name, name) || (module[0] && !text_equal(s->module, module)))
			continue;
		/* a symbol whose end is not known has no size */
		if (modtab_find(t, s->address, &found) && size && found.size != size)
			continue;
		*ret_address = s->address;
		*hit = (struct modlookup_hit){
			.module = s->module, .symbol = s->name, .size = found.size};
		return true;
	}
	return false;
}

/* The address of a section, or of the module. */
static bool find_base(const struct modtab *t, const char *module, const struct kofile_section *s,
		      uint64_t *ret_base)
{
	const struct modtab_module *m = modtab_module(t, module);

	for (size_t i = 0; i < t->section_count; i++) {
		if (!text_equal(t->sections[i].module, module) ||
		    !text_equal(t->sections[i].name, s->name))
			continue;
		*ret_base = t->sections[i].address;
		return true;
	}
	if (!m || !s->is_text)
		return false;
	*ret_base = m->base + s->offset;
	return true;
}

bool modlookup_name(const struct modlookup *l, const char *module, const char *name, uint64_t size,
		    struct modlookup_hit *ret_hit, uint64_t *ret_address)
{
	const struct kofile *file = module[0] ? file_of(l, module) : NULL;
	const struct kofile_symbol *s = NULL;
	uint64_t base;

	for (size_t i = 0; i < TABLES; i++)
		if (l->tables[i] &&
		    find_symbol(l->tables[i], module, name, size, ret_hit, ret_address))
			return true;
	while (file && (s = kofile_named(file, name, s))) {
		if (size && kofile_size(file, s) != size)
			continue;
		for (size_t i = 0; i < TABLES; i++) {
			if (!l->tables[i] ||
			    !find_base(l->tables[i], module, &file->sections[s->section], &base))
				continue;
			*ret_address = base + s->value;
			*ret_hit = (struct modlookup_hit){
				.module = module, .symbol = s->name, .size = kofile_size(file, s)};
			return true;
		}
	}
	return false;
}
