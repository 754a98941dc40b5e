/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System.map, row by row, in constant memory: what `nm -n vmlinux` prints, filtered.
 *
 *	ffffffff81000000 T _text
 *	address SP type SP name NL
 *
 * The address has 8 or 16 lower-case digits, as many in every row, and never falls from one row to
 * the next; the type is one of nm's letters; the name is printable and without blanks,
 * but for the characters 1 and 2 of local labels.
 * /proc/kallsyms is read by the same rules; there a row that ends in "\t[module]" is passed over.
 */
#ifndef SYSMAP_MAP_H
#define SYSMAP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* Rust's names are cut at 511 in kallsyms (KSYM_NAME_LEN, 6.1) but not in a map. */
	MAP_NAME_MAX = 4000,
	MAP_WINDOW = 16384,
};

enum map_format { MAP_SYSTEM_MAP, MAP_KALLSYMS };

/* Why a text is no map. A stub is one line of prose in the form of a symbol, as Debian ships it. */
enum map_fault {
	MAP_FINE,
	MAP_EMPTY,
	MAP_STUB,
	MAP_NOT_A_SYMBOL,
	MAP_NAME_TOO_LONG,
	MAP_OUT_OF_ORDER,
	MAP_CUT_SHORT, /* the last line does not end */
};

struct map_symbol {
	uint64_t address;
	const char *name; /* in the reader's window, until the next call; ends with NUL */
	size_t name_len;
	char type;
};

struct map_reader {
	int fd;
	enum map_format format;
	enum map_fault fault;
	uint64_t line;    /* the last row's number, from 1: the one to blame */
	uint64_t address; /* the last row's */
	unsigned digits;  /* of an address: 8 or 16; 0 before the first row */
	bool ended;       /* nothing is left to read of fd */
	size_t at, end;   /* what is read but not yet used of the window */
	char window[MAP_WINDOW];
};

/* Reads on from where `fd` stands; the reader does not close it. */
void map_begin(struct map_reader *reader, int fd, enum map_format format);

/*
 * Opens /proc/kallsyms below the folder `machine` ("": this machine); the descriptor, to be closed.
 */
int kallsyms_open(const char *machine, struct map_reader *reader);

/*
 * The first row of /proc/kallsyms that is wanted, and its address: 1, or 0 where none is; below 0
 * kallsyms_open()'s errors and map_next()'s. The reader keeps what it has learnt of the rows.
 */
typedef bool kallsyms_wanted_fn(const struct map_symbol *symbol);
int kallsyms_search(const char *machine, struct map_reader *reader, kallsyms_wanted_fn *wanted,
		    uint64_t *ret_address);

/*
 * 1: *ret_symbol is the next row; 0: the end. -EINVAL: no map, `fault` and `line` say why and
 * where; any other error is the read's.
 */
int map_next(struct map_reader *reader, struct map_symbol *ret_symbol);

/* The fault in a few words, such as "not a symbol". */
const char *map_fault_text(enum map_fault fault);

#endif
