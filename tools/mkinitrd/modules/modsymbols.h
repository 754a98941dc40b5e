/* SPDX-License-Identifier: GPL-2.0 */
/* What a module takes from the kernel and from other modules, and what it offers to them. */
#ifndef TOOLS_MKINITRD_MODULES_MODSYMBOLS_H
#define TOOLS_MKINITRD_MODULES_MODSYMBOLS_H

#include "tools/mkinitrd/base/alloc.h"

#include "tools/mkinitrd/modules/provided.h"

struct symbols {
	struct list needs;   /* weak ones aside, and ... */
	uint64_t *versions;  /* ... the version of each that it was built with; 0: not known */
	struct list offers;  /* what it exports */
	uint64_t *crcs;      /* the version of each; 0: not known */
	char *vermagic;      /* of the kernel that it was built for; "" where it doesn't say */
	char *license;       /* "" where it doesn't say */
	struct list imports; /* namespaces */
};

/* Of an unpacked module's file. It may be called from several threads. */
int symbols_read(const char *path, struct symbols *ret_symbols);
/* Adds what it exports, with all that is asked of a user. `by` is kept. */
void symbols_offer(const struct symbols *symbols, const char *path, const char *by,
		   struct provided_set *set);
void symbols_free(struct symbols *symbols);

#endif
