/* SPDX-License-Identifier: GPL-2.0 */
/* The symbols that a module imports and exports. */
#ifndef TOOLS_MKINITRD_SYMBOLS_MODSYMBOLS_H
#define TOOLS_MKINITRD_SYMBOLS_MODSYMBOLS_H

#include "tools/mkinitrd/base/alloc.h"

#include "tools/mkinitrd/symbols/provided.h"

struct modsymbols {
	struct list needs;   /* except weak symbols */
	uint64_t *versions;  /* expected version of each; 0: unknown */
	struct list offers;  /* what it exports */
	uint64_t *crcs;      /* version of each; 0: unknown */
	char *vermagic;      /* of the kernel that it was built for, or "" */
	char *license;       /* may be "" */
	struct list imports; /* namespaces */
};

/* Reads an uncompressed module file. Thread-safe. */
int modsymbols_read(const char *path, struct modsymbols *ret_symbols);
/* Adds the exports with the conditions of their use. `by` is kept. */
void modsymbols_offer(const struct modsymbols *symbols, const char *path, const char *by,
		      struct provided_set *set);
void modsymbols_free(struct modsymbols *symbols);

#endif
