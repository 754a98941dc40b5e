/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where modules were loaded: lines of /proc/modules, which some kernels print into their logs too,
 *
 *	ext4 1122304 1 - Live 0xffffffffc0a00000 (E)
 *
 * and, to name what is in them, lines of /proc/kallsyms that end in "\t[module]".
 */
#ifndef SYSMAP_TOOL_OOPS_MODTAB_H
#define SYSMAP_TOOL_OOPS_MODTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODTAB_NAME = 64 };

struct modtab {
	struct modtab_module {
		char name[MODTAB_NAME];
		uint64_t base, size; /* bytes */
	} * modules;
	size_t count, room;
	struct modtab_symbol {
		uint64_t address;
		char *name;
		char module[MODTAB_NAME];
	} * symbols; /* by address, once they are sorted */
	size_t symbol_count, symbol_room;
	bool sorted;
};

/* What is found: the symbol and its module; without a symbol, how far into the module it is. */
struct modtab_hit {
	const char *module;
	const char *symbol; /* NULL: not known */
	uint64_t offset;    /* from the symbol, or from the module's base */
	uint64_t size;      /* of the symbol */
};

/* Takes one line, if it is of a form above. 1: it was; 0: it was not; -1: no memory, reported. */
int modtab_take(struct modtab *t, const char *line, size_t len);
/* All lines of a file. -1: it cannot be read, which has been reported. */
int modtab_read(struct modtab *t, const char *path);
bool modtab_find(struct modtab *t, uint64_t address, struct modtab_hit *ret_hit);
void modtab_free(struct modtab *t);

#endif
