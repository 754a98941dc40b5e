/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A line of a log with names put in: every byte of it is kept, and behind an address that lies in
 * the kernel or in a module stands what is there:
 *
 *	 0xffffffff8108d2ab				a line of a kernel without kallsyms
 *	 0xffffffff8108d2ab (do_exit+0x2b/0xa10)	the same, translated
 */
#ifndef SYSMAP_TOOL_OOPS_TRANSLATE_H
#define SYSMAP_TOOL_OOPS_TRANSLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tools/sysmap/oops/modtab.h"
#include "tools/sysmap/oops/symtab.h"

struct translation {
	const struct symtab *map; /* NULL: there is none, and only modules are named */
	bool has_offset;          /* else no address of the kernel is known */
	uint64_t offset;
	struct modtab *modules[2]; /* the log's own, and those of --modules; NULL: none */
	bool addresses;            /* names get the address that they were linked at */
};

void translate_line(const struct translation *t, const char *line, size_t len, FILE *to);

#endif
