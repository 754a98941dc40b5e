// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/translate.h"

#include <string.h>

#include "tools/sysmap/oops/logtokens.h"

static bool print_kernel(const struct translation *t, uint64_t address, FILE *to)
{
	uint64_t linked = address - t->offset;
	long symbol;

	if (!t->map || !t->has_offset)
		return false;
	if (t->map->digits == 8)
		linked &= UINT32_MAX;
	symbol = symtab_at(t->map, linked);
	if (symbol < 0)
		return false;
	fprintf(to, " (%s+0x%llx/0x%llx)", symtab_name(t->map, symbol),
		(unsigned long long)(linked - t->map->address[symbol]),
		(unsigned long long)symtab_size(t->map, symbol));
	return true;
}

static bool print_module(const struct translation *t, uint64_t address, FILE *to)
{
	struct modtab_hit hit;

	for (size_t i = 0; i < 2; i++) {
		if (!t->modules[i] || !modtab_find(t->modules[i], address, &hit))
			continue;
		if (hit.symbol)
			fprintf(to, " (%s+0x%llx/0x%llx [%s])", hit.symbol,
				(unsigned long long)hit.offset, (unsigned long long)hit.size,
				hit.module);
		else
			fprintf(to, " ([%s]+0x%llx)", hit.module, (unsigned long long)hit.offset);
		return true;
	}
	return false;
}

/* Prints the link addresses of all symbols with the frame's name and size. */
static void print_linked(const struct translation *t, const struct log_token *frame, FILE *to)
{
	const char *before = " (";
	long symbol = -1;

	if (!t->map)
		return;
	while ((symbol = symtab_named(t->map, frame->begin, frame->name_len, symbol)) >= 0) {
		if (symtab_size(t->map, symbol) != frame->size)
			continue;
		fprintf(to, "%s%0*llx", before, (int)t->map->digits,
			(unsigned long long)(t->map->address[symbol] + frame->value));
		before = " or ";
	}
	if (before[1] != '(')
		fputc(')', to);
}

static void print_token(const struct translation *t, const struct log_token *token, FILE *to)
{
	if (token->is_frame) {
		if (t->addresses && !token->in_module)
			print_linked(t, token, to);
	} else if (!token->named && !print_kernel(t, token->value, to)) {
		(void)print_module(t, token->value, to); /* it may not be an address */
	}
}

/* The code around the fault looks like addresses on arm. */
static bool is_code(const char *line, size_t len)
{
	return memmem(line, len, "Code: ", strlen("Code: ")) != NULL;
}

void translate_line(const struct translation *t, const char *line, size_t len, FILE *to)
{
	struct log_token tokens[TOKENS];
	size_t count = is_code(line, len) ? 0 : log_tokens(line, len, tokens);
	const char *at = line;

	for (size_t i = 0; i < count; i++) {
		fwrite(at, 1, tokens[i].end - at, to);
		at = tokens[i].end;
		print_token(t, &tokens[i], to);
	}
	fwrite(at, 1, line + len - at, to);
}
