// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/modules/kofile.h"

#include <stdlib.h>
#include <string.h>

#include "lib/text.h"

enum { PAGE = 4096 };

void kofile_free(struct kofile *file)
{
	for (size_t i = 0; i < file->section_count; i++)
		free(file->sections[i].name);
	for (size_t i = 0; i < file->symbol_count; i++)
		free(file->symbols[i].name);
	free(file->sections);
	free(file->symbols);
	free(file->release);
	free(file->path);
	memset(file, 0, sizeof(*file));
}

long kofile_section_at(const struct kofile *file, uint64_t offset)
{
	for (size_t i = 0; i < file->section_count; i++) {
		const struct kofile_section *s = &file->sections[i];

		if (s->is_text && offset >= s->offset && offset - s->offset < s->size)
			return i;
	}
	return -1;
}

long kofile_section_named(const struct kofile *file, const char *name)
{
	for (size_t i = 0; i < file->section_count; i++)
		if (file->sections[i].name && text_equal(file->sections[i].name, name))
			return i;
	return -1;
}

const struct kofile_symbol *kofile_at(const struct kofile *file, size_t section, uint64_t value)
{
	const struct kofile_symbol *best = NULL;

	for (size_t i = 0; i < file->symbol_count; i++) {
		const struct kofile_symbol *s = &file->symbols[i];

		/* of several at one address the first */
		if (s->section == section && s->value <= value && (!best || s->value > best->value))
			best = s;
	}
	return best;
}

/* In the module, of a symbol in a text section. */
static uint64_t offset_of(const struct kofile *file, const struct kofile_symbol *symbol)
{
	return file->sections[symbol->section].offset + symbol->value;
}

uint64_t kofile_size(const struct kofile *file, const struct kofile_symbol *symbol)
{
	const struct kofile_symbol *end = file->symbols + file->symbol_count;
	const struct kofile_section *section = &file->sections[symbol->section];

	for (const struct kofile_symbol *next = symbol + 1; next < end; next++) {
		if (next->section == symbol->section && next->value != symbol->value)
			return next->value - symbol->value;
		if (next->section != symbol->section && section->is_text &&
		    file->sections[next->section].is_text)
			return offset_of(file, next) - offset_of(file, symbol);
	}
	if (!section->is_text)
		return section->size - symbol->value;
	return (file->text_size + PAGE - 1) / PAGE * PAGE - offset_of(file, symbol);
}

const struct kofile_symbol *kofile_named(const struct kofile *file, const char *name,
					 const struct kofile_symbol *after)
{
	const struct kofile_symbol *end = file->symbols + file->symbol_count;

	for (const struct kofile_symbol *s = after ? after + 1 : file->symbols; s < end; s++)
		if (text_equal(s->name, name))
			return s;
	return NULL;
}
