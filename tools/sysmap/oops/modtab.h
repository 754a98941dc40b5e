/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The addresses of loaded modules: lines of /proc/modules, which some kernels also log,
 *
 *	ext4 1122304 1 - Live 0xffffffffc0a00000 (E)
 *
 * and, for their symbols, lines of /proc/kallsyms that end in "\t[module]".
 */
#ifndef TOOLS_SYSMAP_OOPS_MODTAB_H
#define TOOLS_SYSMAP_OOPS_MODTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODTAB_NAME = 64 };

struct modtab {
	struct modtab_module {
		char name[MODTAB_NAME];
		uint64_t base, size; /* bytes */
	} * modules;
	size_t count, workspace;
	struct modtab_symbol {
		uint64_t address;
		char *name;
		char module[MODTAB_NAME];
	} * symbols; /* by address, once they are sorted */
	size_t symbol_count, symbol_workspace;
	bool sorted;
};

/* The result: the symbol and its module; without a symbol, the offset in the module. */
struct modtab_hit {
	const char *module;
	const char *symbol; /* NULL: not known */
	uint64_t offset;    /* from the symbol, or from the module's base */
	uint64_t size;      /* of the symbol */
};

/* Parses a line. 1: it has one of these forms; 0: it has not; -1: no memory, reported. */
int modtab_take(struct modtab *t, const char *line, size_t len);
/* Parses all lines of a file. -1, reported: it cannot be read. */
int modtab_read(struct modtab *t, const char *path);
bool modtab_find(struct modtab *t, uint64_t address, struct modtab_hit *ret_hit);
void modtab_free(struct modtab *t);

#endif
