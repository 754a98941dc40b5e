/* SPDX-License-Identifier: GPL-2.0 */
/* Finds symbols of modules, by their addresses and in their files. */
#ifndef TOOLS_SYSMAP_MODULES_MODLOOKUP_H
#define TOOLS_SYSMAP_MODULES_MODLOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/sysmap/modules/kofile.h"
#include "tools/sysmap/log/modtab.h"

/* The file of a module; NULL: not found. */
typedef const struct kofile *modlookup_file_fn(void *context, const char *module);

struct modlookup {
	struct modtab *tables[2]; /* from the log, and from files; NULL: none */
	modlookup_file_fn *file;  /* NULL: there are no files */
	void *context;            /* for `file` */
};

struct modlookup_hit {
	const char *module;
	const char *symbol;      /* NULL: not known, */
	uint64_t offset;         /* which is then that from the module's address */
	uint64_t size;           /* of the symbol */
	const char *section;     /* NULL: not known */
	uint64_t section_offset; /* of the address */
};

bool modlookup_address(const struct modlookup *l, uint64_t address, struct modlookup_hit *ret_hit);

/*
 * The section of a frame, NAME+OFFSET/SIZE [MODULE], in the module's file; the symbol must have the
 * size, unless that is 0.
 */
bool modlookup_frame(const struct modlookup *l, const char *module, const char *name, uint64_t size,
		     struct modlookup_hit *ret_hit);

/* The address of a symbol. The module "" is any whose symbols are in a table; the size 0 is any. */
bool modlookup_name(const struct modlookup *l, const char *module, const char *name, uint64_t size,
		    struct modlookup_hit *ret_hit, uint64_t *ret_address);

#endif
