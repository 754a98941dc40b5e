/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Symbol tables in the kernel (scripts/kallsyms.c, 5.10 to 7.2), located in its uncompressed image
 * and read in their order.
 *
 *	num_syms	u32
 *	names		per symbol: length (7 bits, or 14 in two bytes), that many token numbers;
 *			the first character of the expanded text is the symbol's type
 *	markers		u32 for every 256th symbol: offset of its name in names
 *	[seqs_of_names	3 bytes per symbol: not used here]
 *	token_table	256 NUL-terminated texts
 *	token_index	u16[256]: offset of each text in token_table
 *	offsets		u32 per symbol: its address, in one of three forms (see kallsyms.c)
 *	[relative_base	an address; not in 7.x]
 *
 * Up to 6.3 the last two precede num_syms. Tables are aligned like addresses; in 7.x to 4 bytes.
 *
 * A stripped kernel does not contain the locations. The search starts with the tokens of the ten
 * digits, which stand for themselves and are adjacent; token_index verifies the token table, and
 * the markers verify the names.
 */
#ifndef SYSMAP_KALLSYMS_H
#define SYSMAP_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"
#include "sysmap/map.h"
#include "sysmap/tokens.h"

/* A segment of the image and its address in memory. */
struct kallsyms_segment {
	uint64_t offset, size; /* in the image */
	uint64_t address, memory_size;
};

struct kallsyms_image {
	struct bytes data;
	unsigned word; /* bytes per address: 4 or 8 */
	const struct kallsyms_segment *segments;
	size_t segment_count;
};

enum kallsyms_form {
	KALLSYMS_RELATIVE, /* relative to relative_base */
	KALLSYMS_PERCPU,   /* negative: -1 - the relative offset; else absolute */
	KALLSYMS_PLACE,    /* relative to the offset's own address */
};

struct kallsyms {
	struct bytes data;
	unsigned word, unit; /* bytes per address; alignment of tables */
	uint32_t count;
	size_t names, offsets;
	struct tokens tokens;
	enum kallsyms_form form;
	uint64_t base; /* relative_base, or the address of the offsets */
	/* state of kallsyms_next() */
	uint32_t index;
	size_t at;
	char name[MAP_NAME_MAX + 2]; /* type and name */
};

/* Decodes the offset of symbol `index`. */
uint64_t kallsyms_address(enum kallsyms_form form, uint64_t base, uint32_t index, uint32_t offset,
			  unsigned word);

/* -ENOENT: no tables found; -EINVAL: inconsistent tables. */
int kallsyms_find(const struct kallsyms_image *image, struct kallsyms *ret_kallsyms);

/*
 * 1: *ret_symbol is the next symbol, valid until the next call; 0: the end; -EINVAL: invalid name.
 */
int kallsyms_next(struct kallsyms *kallsyms, struct map_symbol *ret_symbol);

#endif
