/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads System.map row by row in constant memory: the filtered output of `nm -n vmlinux`.
 *
 *	ffffffff81000000 T _text
 *	address SP type SP name NL
 *
 * Addresses have 8 or 16 lower-case hex digits, the same number in every row, and never decrease.
 * The type is one of nm's letters. The name is printable without blanks, except for the characters
 * 1 and 2 in local labels. /proc/kallsyms is parsed likewise; rows that end in "\t[module]" are
 * skipped there.
 */
#ifndef SYSMAP_MAP_H
#define SYSMAP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* Rust names are truncated at 511 in kallsyms (KSYM_NAME_LEN, 6.1) but not in a map. */
	MAP_NAME_MAX = 4000,
	MAP_WINDOW = 16384,
};

enum map_format { MAP_SYSTEM_MAP, MAP_KALLSYMS };

/*
 * Why a text is not a map. A stub is one line of prose in the form of a symbol, as shipped by
 * Debian.
 */
enum map_fault {
	MAP_FINE,
	MAP_EMPTY,
	MAP_STUB,
	MAP_NOT_A_SYMBOL,
	MAP_NAME_TOO_LONG,
	MAP_OUT_OF_ORDER,
	MAP_CUT_SHORT, /* the last line has no newline */
};

struct map_symbol {
	uint64_t address;
	const char *name; /* NUL-terminated, in the reader's window, valid until the next call */
	size_t name_len;
	char type;
};

struct map_reader {
	int fd;
	enum map_format format;
	enum map_fault fault;
	uint64_t line;    /* number of the last row, from 1; the faulty one on error */
	uint64_t address; /* of the last row */
	unsigned digits;  /* per address: 8 or 16; 0 before the first row */
	bool ended;       /* end of file reached */
	size_t at, end;   /* unread part of the window */
	char window[MAP_WINDOW];
};

/* Starts at the offset of `fd`; the reader does not close it. */
void map_begin(struct map_reader *reader, int fd, enum map_format format);

/*
 * Opens /proc/kallsyms below the directory `machine` ("": this machine). Returns the descriptor,
 * which the caller closes.
 */
int kallsyms_open(const char *machine, struct map_reader *reader);

/*
 * Finds the address of the first row in /proc/kallsyms that `wanted` accepts: 1; 0: none; or an
 * error of kallsyms_open() or map_next(). The reader keeps the number of digits.
 */
typedef bool kallsyms_wanted_fn(const struct map_symbol *symbol);
int kallsyms_search(const char *machine, struct map_reader *reader, kallsyms_wanted_fn *wanted,
		    uint64_t *ret_address);

/*
 * 1: *ret_symbol is the next row; 0: the end; -EINVAL: not a map, see `fault` and `line`; others:
 * read errors.
 */
int map_next(struct map_reader *reader, struct map_symbol *ret_symbol);

/* Describes the fault, such as "not a symbol". */
const char *map_fault_text(enum map_fault fault);

#endif
