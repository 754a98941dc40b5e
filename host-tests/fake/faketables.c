// SPDX-License-Identifier: GPL-2.0
#include "host-tests/fake/faketables.h"

#include <stdlib.h>
#include <string.h>

enum { PAIR = 1 }; /* number of the token for "_st" */

static void put(struct fake_tables *t, uint64_t value, unsigned len)
{
	if (len > t->size - t->len)
		abort();
	for (; len; len--, value >>= 8)
		t->data[t->len++] = value;
}

static size_t begin(struct fake_tables *t)
{
	while (t->len % t->unit)
		put(t, 0, 1);
	return t->len;
}

static size_t tokens_of(const struct map_symbol *symbol, unsigned char *ret_tokens)
{
	size_t len = 0;

	ret_tokens[len++] = symbol->type;
	for (const char *at = symbol->name; *at;) {
		bool pair = strncmp(at, "_st", 3) == 0;

		ret_tokens[len++] = pair ? PAIR : (unsigned char)*at;
		at += pair ? 3 : 1;
	}
	return len;
}

static void put_name(struct fake_tables *t, const struct map_symbol *symbol)
{
	unsigned char tokens[MAP_NAME_MAX + 2];
	size_t len = tokens_of(symbol, tokens);

	if (len > 127)
		put(t, (len & 127) | 128, 1);
	put(t, len > 127 ? len >> 7 : len, 1);
	for (size_t i = 0; i < len; i++)
		put(t, tokens[i], 1);
}

static void put_names(struct fake_tables *t, const struct map_symbol *symbols, uint32_t count)
{
	static uint32_t markers[4096];
	size_t marked = 0;

	t->num_syms = begin(t);
	put(t, count, 4);
	t->names = begin(t);
	for (uint32_t i = 0; i < count; i++) {
		if (i % 256 == 0)
			markers[marked++] = t->len - t->names;
		put_name(t, &symbols[i]);
	}
	begin(t);
	for (size_t i = 0; i < marked; i++)
		put(t, markers[i], 4);
	if (t->seqs && t->old_order)
		for (uint32_t i = 0; i < count; i++)
			put(t, i, 3);
}

static void put_tokens(struct fake_tables *t)
{
	size_t index[256];

	t->token_table = begin(t);
	for (unsigned i = 0; i < 256; i++) {
		index[i] = t->len - t->token_table;
		if (i == PAIR)
			put(t, '_' | 's' << 8 | 't' << 16, 3);
		else if (i > ' ' && i < 127)
			put(t, i, 1);
		put(t, 0, 1);
	}
	t->token_index = begin(t);
	for (unsigned i = 0; i < 256; i++)
		put(t, index[i], 2);
}

static uint32_t offset_of(const struct fake_tables *t, const struct map_symbol *symbol)
{
	if (t->form == KALLSYMS_PLACE)
		return symbol->address - (t->address + t->len);
	if (t->form == KALLSYMS_PERCPU)
		return symbol->type == 'A' ? symbol->address : t->base - 1 - symbol->address;
	return symbol->address - t->base;
}

static void put_offsets(struct fake_tables *t, const struct map_symbol *symbols, uint32_t count)
{
	t->offsets = begin(t);
	for (uint32_t i = 0; i < count; i++)
		put(t, offset_of(t, &symbols[i]), 4);
	t->relative_base = begin(t);
	if (t->form != KALLSYMS_PLACE)
		put(t, t->base, t->word);
	for (uint32_t i = 0; t->seqs && !t->old_order && i < count; i++)
		put(t, i, 3);
}

void fake_tables_write(struct fake_tables *tables, const struct map_symbol *symbols, uint32_t count)
{
	if (tables->old_order)
		put_offsets(tables, symbols, count);
	put_names(tables, symbols, count);
	put_tokens(tables);
	if (!tables->old_order)
		put_offsets(tables, symbols, count);
	put(tables, 0, 8); /* other data of the kernel */
}
