// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/lookup/query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"

/* Larger than any symbol; smaller than the gap before the kernel, even with 32 bits. */
static const uint64_t symbol_size_max = 1 << 29;

/* ---- parsing --------------------------------------------------------------------------------- */

static bool parse_number(const char *text, size_t len, unsigned base, uint64_t *ret_number)
{
	char number[24];

	return !text_copy_n(number, sizeof(number), text, len) &&
	       !text_number(number, base, UINT64_MAX, ret_number);
}

static bool parse_offset(const char *text, size_t len, uint64_t *ret_number)
{
	if (len > 2 && text[0] == '0' && text[1] == 'x')
		return parse_number(text + 2, len - 2, 16, ret_number);
	return parse_number(text, len, 10, ret_number);
}

static bool parse_address(const char *text, struct query *query)
{
	const char *prefixed = text_after(text, "0x");
	const char *digits = prefixed ? prefixed : text;
	size_t len = strlen(digits);

	return (prefixed || len == 8 || len == 16) &&
	       !text_number(digits, 16, UINT64_MAX, &query->address);
}

/* "[MODULE]" or "[MODULE BUILDID]" */
static bool parse_module(const char *text, struct query *query)
{
	size_t len = strcspn(text, " ]");

	return text[0] == '[' && strchr(text, ']') &&
	       !text_copy_n(query->module, MODTAB_NAME, text + 1, len - 1);
}

static bool parse_name(const char *text, struct query *query)
{
	size_t len = strcspn(text, "+ ");
	const char *rest = text + len;

	if (!len || text_copy_n(query->name, sizeof(query->name), text, len))
		return false;
	if (*rest == '+') {
		size_t digits = strcspn(++rest, "/ ");

		if (!parse_offset(rest, digits, &query->added))
			return false;
		rest += digits;
	}
	if (*rest == '/') {
		size_t digits = strcspn(++rest, " ");

		if (!parse_offset(rest, digits, &query->size) || !query->size)
			return false;
		rest += digits;
	}
	return !*rest || (rest[0] == ' ' && parse_module(rest + 1, query));
}

int query_parse(const char *text, struct query *ret_query)
{
	memset(ret_query, 0, sizeof(*ret_query));
	ret_query->text = text;
	ret_query->is_address = parse_address(text, ret_query);
	if (ret_query->is_address || parse_name(text, ret_query))
		return 0;
	return message("%s: neither an address nor NAME[+OFFSET]", text);
}

/* ---- symbols of the kernel ------------------------------------------------------------------- */

static void print_added(const struct query *query)
{
	if (query->added)
		printf("+0x%" PRIx64, query->added);
}

static void keep(struct query_symbol *to, const struct map_symbol *symbol)
{
	to->found = true;
	to->bounded = false;
	to->begin = symbol->address;
	to->type = symbol->type;
	memcpy(to->name, symbol->name, symbol->name_len + 1);
}

/* The symbol was the last one at or below the address. */
static void take_for_address(struct query *query, const struct map_symbol *symbol, uint64_t linked)
{
	struct query_symbol *s = &query->symbol;

	if (symbol->address > linked) {
		if (!s->bounded && symbol->address - s->begin > symbol_size_max)
			s->found = false;
		s->bounded = true;
		return;
	}
	/* the first of several at one address */
	if (!s->found || s->begin != symbol->address)
		keep(s, symbol);
}

static void print_name(struct query *query, uint64_t offset, unsigned digits)
{
	struct query_symbol *s = &query->symbol;

	s->found = false;
	if (query->size && s->bounded && s->size != query->size)
		return;
	if (query->added && s->bounded && query->added >= s->size) {
		query->outside = true;
		return;
	}
	query->answered = true;
	printf("%0*" PRIx64 " %c %s", (int)digits, s->begin + offset + query->added, s->type,
	       s->name);
	print_added(query);
	putchar('\n');
}

/* The size of a symbol is known when the next one is. */
static void take_for_name(struct query *query, const struct map_symbol *symbol, uint64_t offset,
			  unsigned digits)
{
	struct query_symbol *s = &query->symbol;

	if (s->found && symbol->address != s->begin) {
		s->bounded = true;
		s->size = symbol->address - s->begin;
		print_name(query, offset, digits);
	}
	if (text_equal(symbol->name, query->name))
		keep(s, symbol);
}

void query_take(struct query *query, const struct map_symbol *symbol, uint64_t offset,
		unsigned digits)
{
	if (query->is_address)
		take_for_address(query, symbol, query->address - offset);
	else if (!query->module[0])
		take_for_name(query, symbol, offset, digits);
}

/* ---- the end --------------------------------------------------------------------------------- */

static int end_address(const struct query *query, const struct modlookup *modules, uint64_t offset,
		       unsigned digits)
{
	const struct query_symbol *s = &query->symbol;
	uint64_t linked = query->address - offset;
	struct modlookup_hit hit;

	if (s->found && (s->bounded || linked == s->begin)) {
		printf("%0*" PRIx64 " %c %s+0x%" PRIx64 "\n", (int)digits, query->address, s->type,
		       s->name, linked - s->begin);
		return 0;
	}
	if (!modlookup_address(modules, query->address, &hit))
		return message("%s: not an address of this kernel; if KASLR moved the kernel, use "
			       "--offset",
			       query->text);
	if (hit.symbol)
		printf("%0*" PRIx64 " t %s+0x%" PRIx64 " [%s]\n", (int)digits, query->address,
		       hit.symbol, hit.offset, hit.module);
	else
		printf("%0*" PRIx64 " [%s]+0x%" PRIx64 "\n", (int)digits, query->address,
		       hit.module, hit.offset);
	return 0;
}

static int end_name(struct query *query, const struct modlookup *modules, uint64_t offset,
		    unsigned digits)
{
	struct modlookup_hit hit;
	uint64_t address;

	if (query->symbol.found)
		print_name(query, offset, digits);
	if (query->answered)
		return 0;
	if (query->outside)
		return message("%s: beyond the end of %s", query->text, query->name);
	if (!modlookup_name(modules, query->module, query->name, query->size, &hit, &address))
		return message("%s: not found", query->text);
	if (hit.size && query->added >= hit.size)
		return message("%s: beyond the end of %s", query->text, query->name);
	printf("%0*" PRIx64 " t %s", (int)digits, address + query->added, hit.symbol);
	print_added(query);
	printf(" [%s]\n", hit.module);
	return 0;
}

int query_end(struct query *query, const struct modlookup *modules, uint64_t offset,
	      unsigned digits)
{
	return query->is_address ? end_address(query, modules, offset, digits)
				 : end_name(query, modules, offset, digits);
}
