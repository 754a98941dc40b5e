/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbol tables that a kernel carries in itself (scripts/kallsyms.c, 5.10 to 7.2), found in its
 * unpacked image and read in their order.
 *
 *	num_syms	u32
 *	names		per symbol: length (7 bits, or 14 in two bytes), so many token numbers;
 *			the first character of what they stand for is the symbol's type
 *	markers		u32 for every 256th symbol: where its name begins in names
 *	[seqs_of_names	3 bytes a symbol: not needed here]
 *	token_table	256 texts with NUL
 *	token_index	u16[256]: where each begins in token_table
 *	offsets		u32 a symbol: its address, in one of three forms (see kallsyms.c)
 *	[relative_base	an address; not in 7.x]
 *
 * Up to 6.3 the last two stand in front of num_syms. Each table is aligned as an address is; in 7.x
 *to 4.
 *
 * Nothing names these tables in a stripped kernel. The tokens of the ten digits are found first,
 * since they stand for themselves and follow each other; token_index proves the token table, and
 * the markers prove the names.
 */
#ifndef SYSMAP_KALLSYMS_H
#define SYSMAP_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/bytes.h"
#include "sysmap/map.h"

/* Where a part of the image lies in memory. */
struct kallsyms_segment {
	uint64_t offset, size; /* in the image */
	uint64_t address, memory_size;
};

struct kallsyms_image {
	struct bytes data;
	unsigned word; /* bytes of an address: 4 or 8 */
	const struct kallsyms_segment *segments;
	size_t segment_count;
};

enum kallsyms_form {
	KALLSYMS_RELATIVE, /* to relative_base */
	KALLSYMS_PERCPU,   /* below 0: -1 - what is relative; else absolute */
	KALLSYMS_PLACE,    /* to the place of the offset itself */
};

struct kallsyms {
	struct bytes data;
	unsigned word, unit; /* bytes of an address, and what tables are aligned to */
	uint32_t count;
	size_t names, token_table, token_index, offsets;
	enum kallsyms_form form;
	uint64_t base; /* relative_base, or the address of the offsets */
	/* the reader's place */
	uint32_t index;
	size_t at;
	char name[MAP_NAME_MAX + 2]; /* with its type in front */
};

/* The address that the offset of symbol `index` says. */
uint64_t kallsyms_address(enum kallsyms_form form, uint64_t base, uint32_t index, uint32_t offset,
			  unsigned word);

/* -ENOENT: there are no such tables; -EINVAL: there are, but they make no sense. */
int kallsyms_find(const struct kallsyms_image *image, struct kallsyms *ret_kallsyms);

/* 1: *ret_symbol is the next, good until the next call; 0: the end; -EINVAL: a broken name. */
int kallsyms_next(struct kallsyms *kallsyms, struct map_symbol *ret_symbol);

#endif
