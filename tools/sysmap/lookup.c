// SPDX-License-Identifier: GPL-2.0
/*
 * sysmap lookup [--map FILE] [--offset N] ADDRESS|NAME...
 *
 * Finds all arguments in one pass over the symbols, which are sorted by address: an address belongs
 * to the last symbol at or below it. Addresses above the last symbol, or in the gap between per-cpu
 * offsets and the kernel, are not part of the kernel.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/sys.h"
#include "lib/text.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/mapfile.h"
#include "tools/sysmap/message.h"

#include "sysmap/map.h"

struct query {
	const char *text;
	uint64_t address;
	bool is_address;
	bool found;
	bool is_bounded; /* another symbol follows the found one */
	uint64_t begin;  /* of the found symbol */
	char type;
	char name[MAP_NAME_MAX + 1];
};

/* Larger than any symbol; smaller than the gap before the kernel, even with 32 bits. */
static const uint64_t symbol_size_max = 1 << 29;

static struct map_reader reader;
static uint64_t offset; /* KASLR offset of the given addresses */

/* An address has a prefix, or 8 or 16 digits, as in maps and logs; anything else is a name. */
static void parse_query(const char *text, struct query *query)
{
	const char *prefixed = text_after(text, "0x");
	const char *digits = prefixed ? prefixed : text;
	size_t len = strlen(digits);

	query->text = text;
	query->is_address = (prefixed || len == 8 || len == 16) &&
			    text_number(digits, 16, UINT64_MAX, &query->address) == 0;
	query->address -= offset;
}

static void compare(const struct map_symbol *symbol, struct query *query)
{
	if (query->is_address) {
		if (symbol->address > query->address) {
			if (!query->is_bounded && symbol->address - query->begin > symbol_size_max)
				query->found = false;
			query->is_bounded = true;
			return;
		}
		/* the first of several at one address */
		if (query->found && query->begin == symbol->address)
			return;
		query->found = true;
		query->begin = symbol->address;
		query->type = symbol->type;
		memcpy(query->name, symbol->name, symbol->name_len + 1);
	} else if (text_equal(symbol->name, query->text)) {
		query->found = true;
		printf("%0*llx %c %s\n", (int)reader.digits, (unsigned long long)symbol->address,
		       symbol->type, symbol->name);
	}
}

static void print_address(const struct query *query)
{
	printf("%0*llx %c %s+0x%llx\n", (int)reader.digits,
	       (unsigned long long)(query->address + offset), query->type, query->name,
	       (unsigned long long)(query->address - query->begin));
}

static int read_symbols(const char *path, struct query *query, size_t count)
{
	struct map_symbol symbol;
	int got;

	while ((got = map_next(&reader, &symbol)) > 0)
		for (size_t i = 0; i < count; i++)
			compare(&symbol, &query[i]);
	if (got && reader.fault)
		return message("%s: not a System.map: line %llu: %s", path,
			       (unsigned long long)reader.line, map_fault_text(reader.fault));
	return got ? message_errno(path, got) : 0;
}

static bool is_in_kernel(const struct query *query)
{
	return query->found && (query->is_bounded || query->address == query->begin);
}

static int print_results(const struct query *query, size_t count)
{
	int status = EXIT_YES;

	for (size_t i = 0; i < count; i++) {
		if (query[i].is_address && !is_in_kernel(&query[i])) {
			message("%s: not an address of this kernel; if KASLR moved "
				"the kernel, use --offset",
				query[i].text);
			status = EXIT_NO;
		} else if (!query[i].found) {
			message("%s: not found", query[i].text);
			status = EXIT_NO;
		} else if (query[i].is_address) {
			print_address(&query[i]);
		}
	}
	return status;
}

static int look_up(const char *path, int fd, char **args, size_t count)
{
	struct query *query = calloc(count, sizeof(*query));
	int status = EXIT_UNKNOWN;

	if (!query) {
		message("out of memory");
		return status;
	}
	map_begin(&reader, fd, text_equal(path, "/proc/kallsyms") ? MAP_KALLSYMS : MAP_SYSTEM_MAP);
	for (size_t i = 0; i < count; i++)
		parse_query(args[i], &query[i]);
	if (read_symbols(path, query, count) == 0)
		status = print_results(query, count);
	free(query);
	return status;
}

/* Without a map: the running kernel, at its current addresses. */
int command_lookup(char **args)
{
	const char *path = "/proc/kallsyms";
	size_t count = 0;
	int fd, status;

	offset = 0;
	if (text_equal(args[0], "--map") && args[1]) {
		path = args[1];
		args += 2;
	}
	if (args[0] && text_equal(args[0], "--offset") && args[1]) {
		const char *hex = text_after(args[1], "0x");

		if (text_number(hex ? hex : args[1], 16, UINT64_MAX, &offset))
			return EXIT_USAGE;
		args += 2;
	}
	if (!args[0])
		return EXIT_USAGE;
	while (args[count])
		count++;
	fd = mapfile_open(path);
	if (fd < 0) {
		message_fault();
		return EXIT_UNKNOWN;
	}
	status = look_up(path, fd, args, count);
	sys_close(fd);
	return status;
}
