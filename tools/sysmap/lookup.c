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
#include "tools/sysmap/report.h"

#include "sysmap/map.h"

struct wanted {
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
static void understand(const char *text, struct wanted *wanted)
{
	const char *prefixed = text_after(text, "0x");
	const char *digits = prefixed ? prefixed : text;
	size_t len = strlen(digits);

	wanted->text = text;
	wanted->is_address = (prefixed || len == 8 || len == 16) &&
			     text_number(digits, 16, UINT64_MAX, &wanted->address) == 0;
	wanted->address -= offset;
}

static void compare(const struct map_symbol *symbol, struct wanted *wanted)
{
	if (wanted->is_address) {
		if (symbol->address > wanted->address) {
			if (!wanted->is_bounded &&
			    symbol->address - wanted->begin > symbol_size_max)
				wanted->found = false;
			wanted->is_bounded = true;
			return;
		}
		/* the first of several at one address */
		if (wanted->found && wanted->begin == symbol->address)
			return;
		wanted->found = true;
		wanted->begin = symbol->address;
		wanted->type = symbol->type;
		memcpy(wanted->name, symbol->name, symbol->name_len + 1);
	} else if (text_equal(symbol->name, wanted->text)) {
		wanted->found = true;
		printf("%0*llx %c %s\n", (int)reader.digits, (unsigned long long)symbol->address,
		       symbol->type, symbol->name);
	}
}

static void print_address(const struct wanted *wanted)
{
	printf("%0*llx %c %s+0x%llx\n", (int)reader.digits,
	       (unsigned long long)(wanted->address + offset), wanted->type, wanted->name,
	       (unsigned long long)(wanted->address - wanted->begin));
}

static int read_symbols(const char *path, struct wanted *wanted, size_t count)
{
	struct map_symbol symbol;
	int got;

	while ((got = map_next(&reader, &symbol)) > 0)
		for (size_t i = 0; i < count; i++)
			compare(&symbol, &wanted[i]);
	if (got && reader.fault)
		return report("%s: not a System.map: line %llu: %s", path,
			      (unsigned long long)reader.line, map_fault_text(reader.fault));
	return got ? report_errno(path, got) : 0;
}

static bool is_in_kernel(const struct wanted *wanted)
{
	return wanted->found && (wanted->is_bounded || wanted->address == wanted->begin);
}

static int answer(const struct wanted *wanted, size_t count)
{
	int status = EXIT_YES;

	for (size_t i = 0; i < count; i++) {
		if (wanted[i].is_address && !is_in_kernel(&wanted[i])) {
			report("%s: not an address of this kernel; if KASLR moved "
			       "the kernel, use --offset",
			       wanted[i].text);
			status = EXIT_NO;
		} else if (!wanted[i].found) {
			report("%s: not found", wanted[i].text);
			status = EXIT_NO;
		} else if (wanted[i].is_address) {
			print_address(&wanted[i]);
		}
	}
	return status;
}

static int look_up(const char *path, int fd, char **args, size_t count)
{
	struct wanted *wanted = calloc(count, sizeof(*wanted));
	int status = EXIT_UNKNOWN;

	if (!wanted) {
		report("out of memory");
		return status;
	}
	map_begin(&reader, fd, text_equal(path, "/proc/kallsyms") ? MAP_KALLSYMS : MAP_SYSTEM_MAP);
	for (size_t i = 0; i < count; i++)
		understand(args[i], &wanted[i]);
	if (read_symbols(path, wanted, count) == 0)
		status = answer(wanted, count);
	free(wanted);
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
	if (fd < 0)
		return EXIT_UNKNOWN;
	status = look_up(path, fd, args, count);
	sys_close(fd);
	return status;
}
