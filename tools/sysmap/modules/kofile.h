/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbols of a module's file, NAME.ko, compressed or not.
 *
 * The kernel loads the executable sections, except .init*, in the order of the file, each aligned,
 * from the address that /proc/modules prints (layout_sections, kernel/module/main.c, 6.1). Other
 * sections are elsewhere since 6.4; their addresses are only in /sys/module/NAME/sections.
 */
#ifndef TOOLS_SYSMAP_MODULES_KOFILE_H
#define TOOLS_SYSMAP_MODULES_KOFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kofile_section {
	char *name;    /* NULL: not loaded */
	uint64_t size; /* bytes */
	bool is_text;  /* it is at `offset` from the module's address: */
	uint64_t offset;
};

struct kofile_symbol {
	char *name;
	size_t section, order; /* order: in the file */
	uint64_t value;        /* in the section */
};

struct kofile {
	char *path;
	char *release; /* of the kernel for which it was built; NULL: not known */
	struct kofile_section *sections;
	struct kofile_symbol *symbols; /* by section and value */
	size_t section_count, symbol_count;
	uint64_t text_size; /* of all text sections */
};

void kofile_free(struct kofile *file);

/* The text section at an offset in the module; -1: none. */
long kofile_section_at(const struct kofile *file, uint64_t offset);
long kofile_section_named(const struct kofile *file, const char *name);

/* The symbol at `value` in a section, as the kernel chooses it; NULL: none. */
const struct kofile_symbol *kofile_at(const struct kofile *file, size_t section, uint64_t value);
/* As printed by the kernel: up to the next symbol; in text, at last to the end of the page. */
uint64_t kofile_size(const struct kofile *file, const struct kofile_symbol *symbol);
/* Iterates over the symbols of a name: begin with `after` NULL; NULL is the end. */
const struct kofile_symbol *kofile_named(const struct kofile *file, const char *name,
					 const struct kofile_symbol *after);

#endif
