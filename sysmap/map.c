// SPDX-License-Identifier: GPL-2.0
#include "sysmap/map.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"
#include "sysmap/machine.h"

void map_begin(struct map_reader *reader, int fd, enum map_format format)
{
	reader->fd = fd;
	reader->format = format;
	reader->fault = MAP_FINE;
	reader->line = 0;
	reader->address = 0;
	reader->digits = 0;
	reader->ended = false;
	reader->at = reader->end = 0;
}

int kallsyms_open(const char *machine, struct map_reader *reader)
{
	int fd = machine_open(machine, "/proc/kallsyms");

	if (fd >= 0)
		map_begin(reader, fd, MAP_KALLSYMS);
	return fd;
}

static int faulty(struct map_reader *reader, enum map_fault fault)
{
	reader->fault = fault;
	return -EINVAL;
}

/* Moves the unread part to the front of the window and refills it. */
static int fill(struct map_reader *reader)
{
	reader->end -= reader->at;
	memmove(reader->window, reader->window + reader->at, reader->end);
	reader->at = 0;
	while (reader->end < MAP_WINDOW) {
		ssize_t got = sys_read(reader->fd, reader->window + reader->end,
				       MAP_WINDOW - reader->end);

		if (got < 0)
			return got;
		if (got == 0) {
			reader->ended = true;
			break;
		}
		reader->end += got;
	}
	return 0;
}

static char *find_newline(struct map_reader *reader)
{
	return memchr(reader->window + reader->at, '\n', reader->end - reader->at);
}

/* Takes the next line; a NUL replaces its newline at *ret_end. 1: a line; 0: the end. */
static int next_line(struct map_reader *reader, const char **ret_line, const char **ret_end)
{
	char *newline = find_newline(reader);

	if (!newline && !reader->ended) {
		int err = fill(reader);

		if (err)
			return err;
		newline = find_newline(reader);
	}
	if (!newline && reader->at == reader->end)
		return reader->line ? 0 : faulty(reader, MAP_EMPTY);
	reader->line++;
	if (!newline)
		return faulty(reader, reader->ended ? MAP_CUT_SHORT : MAP_NOT_A_SYMBOL);
	*newline = '\0';
	*ret_line = reader->window + reader->at;
	*ret_end = newline;
	reader->at = newline + 1 - reader->window;
	return 1;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Parses the address at the start of a line; returns its number of digits, 0 if too many. */
static unsigned read_address(const char *line, uint64_t *ret_address)
{
	unsigned digits = 0;
	uint64_t address = 0;

	for (; hex_digit(line[digits]) >= 0; digits++) {
		if (digits == 16)
			return 0;
		address = address << 4 | hex_digit(line[digits]);
	}
	*ret_address = address;
	return digits;
}

static bool is_type(char c)
{
	return c && strchr("ABCDGINRSTUVWabcdginprstuvw?", c);
}

/*
 * Local labels of the assembler contain \001 or \002 (DOLLAR_LABEL_CHAR, LOCAL_LABEL_CHAR,
 * gas/symbols.c, binutils 2.40). arm64 kernels prefix them with "__kvm_nvhe_", so that the build's
 * filter keeps them.
 */
static bool is_of_name(char c)
{
	return (c > ' ' && c < 0x7f) || c == 1 || c == 2;
}

static const char *skip_name(const char *at)
{
	while (is_of_name(*at))
		at++;
	return at;
}

/* Whether the blank at `at`, in the first line, is followed by prose up to the end of the file. */
static bool is_stub(const struct map_reader *reader, const char *at)
{
	return reader->line == 1 && *at == ' ' && reader->ended && reader->at == reader->end;
}

/*
 * Checks the name from `name` to `end`: 1; 0 if it belongs to a module, whose names may contain blanks:
 * ".L0 " of riscv (RISCV_FAKE_LABEL_NAME, include/elf/riscv.h, binutils 2.40).
 */
static int check_name(struct map_reader *reader, const char *name, const char *end)
{
	const char *at = skip_name(name);

	if (reader->format == MAP_KALLSYMS && memchr(at, '\t', end - at))
		return 0;
	if (at == name)
		return faulty(reader, MAP_NOT_A_SYMBOL);
	if (at != end)
		return faulty(reader, is_stub(reader, at) ? MAP_STUB : MAP_NOT_A_SYMBOL);
	if (end - name > MAP_NAME_MAX)
		return faulty(reader, MAP_NAME_TOO_LONG);
	return 1;
}

/* `end` points to the NUL of the line. 1: a symbol; 0: a module's symbol, in kallsyms. */
static int parse_line(struct map_reader *reader, const char *line, const char *end,
		      struct map_symbol *ret_symbol)
{
	uint64_t address = 0;
	unsigned digits = read_address(line, &address);
	const char *name;
	int mine;

	if ((digits != 8 && digits != 16) || (reader->digits && digits != reader->digits))
		return faulty(reader, MAP_NOT_A_SYMBOL);
	if (line[digits] != ' ' || !is_type(line[digits + 1]) || line[digits + 2] != ' ')
		return faulty(reader, MAP_NOT_A_SYMBOL);
	name = line + digits + 3;
	mine = check_name(reader, name, end);
	if (mine <= 0)
		return mine;
	if (address < reader->address)
		return faulty(reader, MAP_OUT_OF_ORDER);
	reader->digits = digits;
	reader->address = address;
	*ret_symbol = (struct map_symbol){address, name, end - name, line[digits + 1]};
	return 1;
}

int map_next(struct map_reader *reader, struct map_symbol *ret_symbol)
{
	for (;;) {
		const char *line = NULL, *end = NULL;
		int got = next_line(reader, &line, &end);

		if (got <= 0)
			return got;
		got = parse_line(reader, line, end, ret_symbol);
		if (got)
			return got;
	}
}

int kallsyms_search(const char *machine, struct map_reader *reader, kallsyms_wanted_fn *wanted,
		    uint64_t *ret_address)
{
	struct map_symbol symbol;
	int fd = kallsyms_open(machine, reader);
	int got;

	if (fd < 0)
		return fd;
	do
		got = map_next(reader, &symbol);
	while (got > 0 && !wanted(&symbol));
	sys_close(fd);
	if (got > 0)
		*ret_address = symbol.address;
	return got;
}

static const char *const fault_text[] = {
	[MAP_FINE] = "a map",
	[MAP_EMPTY] = "empty",
	[MAP_STUB] = "a stub: text instead of symbols",
	[MAP_NOT_A_SYMBOL] = "not a symbol",
	[MAP_NAME_TOO_LONG] = "name too long",
	[MAP_OUT_OF_ORDER] = "out of order",
	[MAP_CUT_SHORT] = "cut short",
};

const char *map_fault_text(enum map_fault fault)
{
	return fault_text[fault];
}
