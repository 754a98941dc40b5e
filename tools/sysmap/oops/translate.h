/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inserts names into a line of a log: every byte is kept, and an address in the kernel or in a
 * module is followed by its symbol:
 *
 *	 0xffffffff8108d2ab				a line of a kernel without kallsyms
 *	 0xffffffff8108d2ab (do_exit+0x2b/0xa10)	the same, translated
 */
#ifndef TOOLS_SYSMAP_OOPS_TRANSLATE_H
#define TOOLS_SYSMAP_OOPS_TRANSLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tools/sysmap/modules/modlookup.h"
#include "tools/sysmap/oops/symtab.h"

struct translation {
	const struct symtab *map; /* NULL: none; only modules are translated */
	bool has_offset;          /* otherwise kernel addresses are not translated */
	uint64_t offset;
	struct modlookup modules;
	bool addresses; /* add link addresses to names */
};

void translate_line(const struct translation *t, const char *line, size_t len, FILE *to);

#endif
