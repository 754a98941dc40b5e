// SPDX-License-Identifier: GPL-2.0
/*
 * sysmap lookup [--map FILE] ADDRESS|NAME...
 *
 * All are looked up in one pass over the symbols, which are in the order of their addresses: the
 * last one that is not above an address is the one that has it.
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
	uint64_t begin; /* of the symbol that has the address */
	char type;
	char name[MAP_NAME_MAX + 1];
};

static struct map_reader reader;

/* An address has a prefix or 8 or 16 digits, as maps and kernels print it; all else is a name. */
static void understand(const char *text, struct wanted *wanted)
{
	const char *prefixed = text_after(text, "0x");
	const char *digits = prefixed ? prefixed : text;
	size_t len = strlen(digits);

	wanted->text = text;
	wanted->is_address = (prefixed || len == 8 || len == 16) &&
			     text_number(digits, 16, UINT64_MAX, &wanted->address) == 0;
}

static void compare(const struct map_symbol *symbol, struct wanted *wanted)
{
	if (wanted->is_address) {
		if (symbol->address > wanted->address)
			return;
		/* of several at one address, the first */
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
	printf("%0*llx %c %s+0x%llx\n", (int)reader.digits, (unsigned long long)wanted->address,
	       wanted->type, wanted->name, (unsigned long long)(wanted->address - wanted->begin));
}

static int read_symbols(const char *path, struct wanted *wanted, size_t count)
{
	struct map_symbol symbol;
	int got;

	while ((got = map_next(&reader, &symbol)) > 0)
		for (size_t i = 0; i < count; i++)
			compare(&symbol, &wanted[i]);
	if (got && reader.fault)
		return report("%s: no map: line %llu: %s", path, (unsigned long long)reader.line,
			      map_fault_text(reader.fault));
	return got ? report_errno(path, got) : 0;
}

static int answer(const struct wanted *wanted, size_t count)
{
	int status = EXIT_YES;

	for (size_t i = 0; i < count; i++) {
		if (!wanted[i].found) {
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

/* Without a map: the running kernel itself, at the addresses that it has now. */
int command_lookup(char **args)
{
	const char *path = "/proc/kallsyms";
	size_t count = 0;
	int fd, status;

	if (text_equal(args[0], "--map")) {
		if (!args[1] || !args[2])
			return EXIT_USAGE;
		path = args[1];
		args += 2;
	}
	while (args[count])
		count++;
	fd = mapfile_open(path);
	if (fd < 0)
		return EXIT_UNKNOWN;
	status = look_up(path, fd, args, count);
	sys_close(fd);
	return status;
}
