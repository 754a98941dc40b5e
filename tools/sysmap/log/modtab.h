/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The addresses of loaded modules, from lines of /proc/modules, which may be in a log too; of
 * /proc/kallsyms, for their symbols; and, for their sections, of
 * `grep -r . /sys/module/MODULE/sections`:
 *
 *	ext4 1122304 1 - Live 0xffffffffc0a00000 (E)
 *	ffffffffc0a00010 t ext4_fill_super\t[ext4]
 *	/sys/module/ext4/sections/.text:0xffffffffc0a00000
 */
#ifndef TOOLS_SYSMAP_LOG_MODTAB_H
#define TOOLS_SYSMAP_LOG_MODTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODTAB_NAME = 64, MODTAB_MODULES = 4096 };

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
	struct modtab_section {
		char module[MODTAB_NAME], name[MODTAB_NAME];
		uint64_t address;
	} * sections;
	size_t section_count, section_workspace;
	bool sorted;
};

/* The result: the symbol and its module; without a symbol, the offset in the module. */
struct modtab_hit {
	const char *module;
	const char *symbol; /* NULL: not known */
	uint64_t offset;    /* from the symbol, or from the module's base */
	uint64_t size;      /* of the symbol */
};

/*
 * Parses a line. 1: it has one of these forms; 0: it has not; -1: no memory, reported. A later line
 * for a module replaces the former.
 */
int modtab_take(struct modtab *t, const char *line, size_t len);
/* NULL: not known. */
const struct modtab_module *modtab_module(const struct modtab *t, const char *name);
/* Sorts the symbols and sections, which the look-ups by address do if necessary. */
void modtab_sort(struct modtab *t);
/* The symbol or module that contains the address. */
bool modtab_find(struct modtab *t, uint64_t address, struct modtab_hit *ret_hit);
/* The last section at or below the address; NULL: none is known. */
const struct modtab_section *modtab_section_at(struct modtab *t, uint64_t address);
void modtab_free(struct modtab *t);

#endif
