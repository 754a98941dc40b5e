// SPDX-License-Identifier: GPL-2.0
#include "sysmap/map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"
#include "lib/sys.h"

static struct map_reader reader;
static const char *map_path;

static int begin(const char *text, size_t len, enum map_format format)
{
	int fd = sys_create(map_path, 0600);

	if (fd < 0 || sys_write(fd, text, len) != (ssize_t)len)
		return -1;
	sys_close(fd);
	fd = sys_open(SYS_CWD, map_path, O_RDONLY);
	map_begin(&reader, fd, format);
	return fd;
}

/* Counts the rows up to the end or a fault. */
static int count_rows(const char *text, size_t len, enum map_format format, int *ret_result)
{
	struct map_symbol symbol;
	int fd = begin(text, len, format);
	int rows = 0;

	while ((*ret_result = map_next(&reader, &symbol)) > 0)
		rows++;
	sys_close(fd);
	return rows;
}

#define ROW32         "c0100000 T _stext\n"
#define ROW64         "ffffffff81000000 T _stext\n"
#define TEXT(literal) literal, sizeof(literal) - 1

static const struct {
	const char *what, *text;
	size_t len;
	enum map_format format;
	int rows;
	enum map_fault fault;
	int line; /* of the fault, or number of rows */
} texts[] = {
	{"a row of 32 bits", TEXT(ROW32), 0, 1, MAP_FINE, 1},
	{"a row of 64 bits", TEXT(ROW64), 0, 1, MAP_FINE, 1},
	{"rows of one address", TEXT(ROW64 ROW64 ROW64), 0, 3, MAP_FINE, 3},
	{"a name with every sign", TEXT("00000000 t .a$b<c>::{d#0}@e~\n"), 0, 1, MAP_FINE, 1},
	/* case S2: Debian's 6.1 for arm64 */
	{"a local label of the assembler's", TEXT("ffff8000097d2d60 t __kvm_nvhe_.L14472\0021\n"),
	 0, 1, MAP_FINE, 1},
	{"another control character", TEXT("00000000 t a\003b\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"nothing", TEXT(""), 0, 0, MAP_EMPTY, 0},
	{"Debian's stub",
	 TEXT("ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n"),
	 0, 0, MAP_STUB, 1},
	{"a stub's line before symbols", TEXT("ffffffffffffffff B The real map\n" ROW64), 0, 0,
	 MAP_NOT_A_SYMBOL, 1},
	{"a stub's line after symbols", TEXT(ROW64 "ffffffffffffffff B The real map\n"), 0, 1,
	 MAP_NOT_A_SYMBOL, 2},
	{"an empty line", TEXT(ROW64 "\n" ROW64), 0, 1, MAP_NOT_A_SYMBOL, 2},
	{"two widths", TEXT(ROW32 ROW64), 0, 1, MAP_NOT_A_SYMBOL, 2},
	{"7 digits", TEXT("c010000 T _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"9 digits", TEXT("0c0100000 T _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"17 digits", TEXT("0ffffffff81000000 T _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"no digit", TEXT(" T _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"a prefix", TEXT("0x100000 T _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"upper case", TEXT("C0100000 T _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"no type", TEXT("c0100000\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"no letter of nm", TEXT("c0100000 x _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"a NUL for a type", TEXT("c0100000 \0 _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"no name", TEXT("c0100000 T \n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"two blanks", TEXT("c0100000 T  _stext\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"a blank after the name", TEXT(ROW32 "c0100000 T _stext \n"), 0, 1, MAP_NOT_A_SYMBOL, 2},
	{"a NUL in the name", TEXT("c0100000 T _st\0xt\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"a carriage return", TEXT("c0100000 T _stext\r\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"a byte above 126", TEXT("c0100000 T _st\377xt\n"), 0, 0, MAP_NOT_A_SYMBOL, 1},
	{"a falling address", TEXT(ROW32 ROW32 "c00fffff T _text\n"), 0, 2, MAP_OUT_OF_ORDER, 3},
	{"no last newline", TEXT(ROW32 "c0100000 T _ste"), 0, 1, MAP_CUT_SHORT, 2},
	{"a module's row in a map", TEXT(ROW64 "ffffffffc0000000 t f\t[ext4]\n"), 0, 1,
	 MAP_NOT_A_SYMBOL, 2},
	{"a module's name with a blank", TEXT("ffffffffc0000000 t .L0 \t[ext4]\n" ROW64),
	 MAP_KALLSYMS, 1, MAP_FINE, 2},
	{"a module's row in kallsyms", TEXT("ffffffffc0000000 t f\t[ext4]\n" ROW64), MAP_KALLSYMS,
	 1, MAP_FINE, 2},
	{"hidden addresses", TEXT("0000000000000000 A a\n0000000000000000 T b\n"), MAP_KALLSYMS, 2,
	 MAP_FINE, 2},
};

static void grammar(void)
{
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int result;
		int rows = count_rows(texts[i].text, texts[i].len, texts[i].format, &result);

		tap_num(rows, texts[i].rows, "%s: rows", texts[i].what);
		tap_num(result, texts[i].fault ? -EINVAL : 0, "%s: result", texts[i].what);
		tap_str(map_fault_text(reader.fault), map_fault_text(texts[i].fault), "%s: fault",
			texts[i].what);
		tap_num(reader.line, texts[i].line, "%s: line", texts[i].what);
	}
}

static void fields(void)
{
	struct map_symbol symbol;
	int fd = begin(TEXT("fedcba9876543210 W name\n"), MAP_SYSTEM_MAP);

	tap_num(map_next(&reader, &symbol), 1, "a row is read");
	sys_close(fd);
	tap_ok(symbol.address == 0xfedcba9876543210, "its address");
	tap_num(symbol.type, 'W', "its type");
	tap_str(symbol.name, "name", "its name");
	tap_num(symbol.name_len, 4, "the length of its name");
}

/* Names of all lengths, so that rows end at every position of the window. */
static char long_map[MAP_NAME_MAX * 200];

static void lengths(void)
{
	size_t at = 0;
	int rows = 0, result;

	for (int len = 1; len <= MAP_NAME_MAX && at + len + 20 < sizeof(long_map); len += 31) {
		at += sprintf(long_map + at, "%016x t ", len);
		memset(long_map + at, 'n', len);
		at += len;
		long_map[at++] = '\n';
		rows++;
	}
	tap_num(count_rows(long_map, at, MAP_SYSTEM_MAP, &result), rows, "rows of many lengths");
	tap_num(result, 0, "and then the end");
}

/* A row with a name of `len` characters. */
static void one_name(size_t len, int want_rows, enum map_fault want, const char *what)
{
	int result;

	memcpy(long_map, "c0100000 T ", 11);
	memset(long_map + 11, 'n', len);
	long_map[11 + len] = '\n';
	tap_num(count_rows(long_map, len + 12, MAP_SYSTEM_MAP, &result), want_rows, "%s: rows",
		what);
	tap_str(map_fault_text(reader.fault), map_fault_text(want), "%s: fault", what);
}

static void too_long(void)
{
	int result;

	one_name(MAP_NAME_MAX, 1, MAP_FINE, "the longest name");
	one_name(MAP_NAME_MAX + 1, 0, MAP_NAME_TOO_LONG, "a name longer by one");
	one_name(2 * MAP_WINDOW, 0, MAP_NOT_A_SYMBOL, "a line beyond the window");
	memset(long_map, '1', sizeof(long_map));
	tap_num(count_rows(long_map, sizeof(long_map), MAP_SYSTEM_MAP, &result), 0,
		"an address without end");
	tap_num(result, -EINVAL, "is no map");
}

static void unreadable(void)
{
	struct map_symbol symbol;
	int fd = sys_open(SYS_CWD, "/", O_RDONLY);

	map_begin(&reader, fd, MAP_SYSTEM_MAP);
	tap_num(map_next(&reader, &symbol), -EISDIR, "a directory: the error of read()");
	tap_num(reader.fault, MAP_FINE, "which is no fault of the text");
	sys_close(fd);
}

int main(void)
{
	map_path = tap_path("map");
	grammar();
	fields();
	lengths();
	too_long();
	unreadable();
	return tap_done();
}
