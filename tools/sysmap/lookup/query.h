/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An argument of sysmap lookup:
 *
 *	ADDRESS		with 0x, or of 8 or 16 digits, as in maps and logs
 *	NAME[+OFFSET]	the offset is decimal, or hexadecimal after 0x
 *	a frame		do_exit+0x2b/0xa10, "nic_probe+0x8/0x40 [nic]", as in logs
 *
 * query_take() is called for all symbols of the kernel, in the order of their addresses: an address
 * belongs to the last symbol at or below it.
 */
#ifndef TOOLS_SYSMAP_LOOKUP_QUERY_H
#define TOOLS_SYSMAP_LOOKUP_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sysmap/map.h"
#include "tools/sysmap/modules/modlookup.h"

struct query_symbol {
	bool found, bounded;  /* bounded: another symbol follows */
	uint64_t begin, size; /* size: up to the next symbol */
	char type;
	char name[MAP_NAME_MAX + 1];
};

struct query {
	const char *text;
	bool is_address;
	uint64_t address; /* as given */
	char name[MAP_NAME_MAX + 1], module[MODTAB_NAME];
	uint64_t added, size; /* size 0: any */
	bool answered;        /* a name was printed */
	bool outside;         /* `added` is beyond the end of the symbol */
	struct query_symbol symbol;
};

/* -1: the text has none of these forms, which is reported. */
int query_parse(const char *text, struct query *ret_query);

/* `offset` is the KASLR offset, `digits` those of an address. Names are printed when they are found. */
void query_take(struct query *query, const struct map_symbol *symbol, uint64_t offset,
		unsigned digits);
/* After the last symbol: prints what remains. -1: there is no result, which is reported. */
int query_end(struct query *query, const struct modlookup *modules, uint64_t offset,
	      unsigned digits);

#endif
