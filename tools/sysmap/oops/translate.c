// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/translate.h"

#include <inttypes.h>
#include <string.h>

#include "lib/text.h"
#include "tools/sysmap/log/logtokens.h"

enum { NAME_SIZE = 512 };

/*
 * `behind` is 1 for a return address, which may be beyond the end of its function, after a call that
 * does not return: the symbol is that of the byte before it, as for the kernel's %pB
 * (__sprint_symbol, kernel/kallsyms.c, 6.1).
 */
static bool print_kernel(const struct translation *t, const struct log_token *token,
			 unsigned behind, FILE *to)
{
	uint64_t linked = token->value - t->offset;
	long symbol;

	/* a number of another width is a physical address or no address */
	if (!t->map || !t->has_offset || token->digits != t->map->digits)
		return false;
	if (t->map->digits == 8)
		linked &= UINT32_MAX;
	symbol = symtab_at(t->map, linked - behind);
	if (symbol < 0)
		return false;
	fprintf(to, " (%s+0x%" PRIx64 "/0x%" PRIx64, symtab_name(t->map, symbol),
		linked - t->map->address[symbol], symtab_size(t->map, symbol));
	if (t->addresses)
		fprintf(to, " %0*" PRIx64, (int)t->map->digits, linked);
	fputc(')', to);
	return true;
}

static void print_section(const struct translation *t, const struct modlookup_hit *hit,
			  uint64_t added, FILE *to)
{
	if (t->addresses && hit->section)
		fprintf(to, " %s+0x%" PRIx64, hit->section, hit->section_offset + added);
}

static bool print_module(const struct translation *t, uint64_t address, unsigned behind, FILE *to)
{
	struct modlookup_hit hit;

	if (!modlookup_address(&t->modules, address - behind, &hit))
		return false;
	if (hit.symbol)
		fprintf(to, " (%s+0x%" PRIx64 "/0x%" PRIx64 " [%s]", hit.symbol,
			hit.offset + behind, hit.size, hit.module);
	else
		fprintf(to, " ([%s]+0x%" PRIx64, hit.module, hit.offset + behind);
	print_section(t, &hit, behind, to);
	fputc(')', to);
	return true;
}

/* Prints the link addresses of all symbols with the frame's name and size. */
static void print_linked(const struct translation *t, const struct log_token *frame, FILE *to)
{
	const char *before = " (";
	long symbol = -1;

	if (!t->map)
		return;
	while ((symbol = symtab_named(t->map, frame->begin, frame->name_len, symbol)) >= 0) {
		if (frame->size && symtab_size(t->map, symbol) != frame->size)
			continue;
		fprintf(to, "%s%0*" PRIx64, before, (int)t->map->digits,
			t->map->address[symbol] + frame->value);
		before = " or ";
	}
	if (before[1] != '(')
		fputc(')', to);
}

/* Prints the section of the module's file, for addr2line and gdb. */
static void print_linked_module(const struct translation *t, const struct log_token *frame,
				FILE *to)
{
	char module[MODTAB_NAME], name[NAME_SIZE];
	struct modlookup_hit hit;

	if (text_copy_n(module, sizeof(module), frame->module, frame->module_len) ||
	    text_copy_n(name, sizeof(name), frame->begin, frame->name_len) ||
	    !modlookup_frame(&t->modules, module, name, frame->size, &hit))
		return;
	fprintf(to, " (%s+0x%" PRIx64 ")", hit.section, hit.section_offset + frame->value);
}

/*
 * A line of a call trace has a single address: after any prefix, blanks and perhaps "? ". " 0x...", "<4> 0x...",
 * "[  1.000000]  0x...", "kernel:  ? 0x...", but not "EIP: 0x...".
 */
static bool is_return_address(const char *line, const struct log_token *token)
{
	const char *at = token->begin;
	size_t blanks = 0;

	if (at - line >= 2 && !memcmp(at - 2, "[<", 2))
		at -= 2;
	if (at - line >= 2 && !memcmp(at - 2, "? ", 2))
		at -= 2;
	for (; at > line && at[-1] == ' '; at--)
		blanks++;
	if (at == line || at[-1] == '>')
		return blanks >= 1;
	return blanks >= 2 && (at[-1] == ']' || at[-1] == ':');
}

static bool print_symbol(const struct translation *t, const struct log_token *token,
			 unsigned behind, FILE *to)
{
	return print_kernel(t, token, behind, to) || print_module(t, token->value, behind, to);
}

static void print_linked_frame(const struct translation *t, const struct log_token *frame, FILE *to)
{
	if (frame->module)
		print_linked_module(t, frame, to);
	else
		print_linked(t, frame, to);
}

static void print_address(const struct translation *t, const struct log_token *token,
			  bool is_return, FILE *to)
{
	/* the first byte of the kernel or of a module is the end of nothing */
	if (!is_return || !print_symbol(t, token, 1, to))
		(void)print_symbol(t, token, 0, to); /* it may not be an address */
}

/* Code, and physical addresses, which look like addresses of 32-bit kernels. */
static bool has_other_numbers(const char *line, size_t len)
{
	static const char code_text[] = "Code: ", memory_text[] = "[mem 0x";
	const char *code = memmem(line, len, code_text, strlen(code_text));
	const char *next = code ? code + strlen(code_text) : NULL;

	/* "Code: Unable to access opcode bytes at 0x..." */
	if (next && next < line + len && *next != 'U')
		return true;
	return memmem(line, len, memory_text, strlen(memory_text)) != NULL;
}

void translate_line(const struct translation *t, const char *line, size_t len, FILE *to)
{
	struct log_token tokens[TOKENS];
	size_t count = log_tokens(line, len, tokens);
	const char *at = line;

	if (count && has_other_numbers(line, len))
		count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct log_token *token = &tokens[i];

		fwrite(at, 1, token->end - at, to);
		at = token->end;
		if (token->is_frame && t->addresses)
			print_linked_frame(t, token, to);
		if (!token->is_frame && !token->named)
			print_address(t, token, count == 1 && is_return_address(line, token), to);
	}
	fwrite(at, 1, line + len - at, to);
}
