/* SPDX-License-Identifier: GPL-2.0 */
/* Generates the kallsyms tables of a kernel like scripts/kallsyms.c, for any of its versions. */
#ifndef HOST_TESTS_FAKETABLES_H
#define HOST_TESTS_FAKETABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sysmap/kallsyms.h"
#include "sysmap/map.h"

struct fake_tables {
	unsigned word, unit; /* bytes per address; alignment of tables */
	bool old_order;      /* as up to 6.3 */
	bool seqs;           /* with seqs_of_names */
	enum kallsyms_form form;
	uint64_t address; /* of the first byte in memory */
	uint64_t base;    /* value of relative_base */
	/* the result */
	unsigned char *data;
	size_t len, size;
	size_t names, num_syms, token_table, token_index, offsets, relative_base;
};

/*
 * Appends the tables to `data`, which contains `len` bytes; at most `size` in all. One token stands
 * for "_st", the others for their own character.
 */
void fake_tables_write(struct fake_tables *tables, const struct map_symbol *symbols,
		       uint32_t count);

#endif
