/* SPDX-License-Identifier: GPL-2.0 */
/* What a module takes from the kernel and from other modules, and what it offers to them. */
#ifndef TOOLS_MKINITRD_MODULES_MODSYMBOLS_H
#define TOOLS_MKINITRD_MODULES_MODSYMBOLS_H

#include "tools/mkinitrd/base/alloc.h"

struct symbols {
	struct list needs;  /* weak ones aside */
	struct list offers; /* what it exports */
	char *release;      /* of the kernel that it was built for; "" where it doesn't say */
};

/* Of an unpacked module's file. It may be called from several threads. */
int symbols_read(const char *path, struct symbols *ret_symbols);
void symbols_free(struct symbols *symbols);

#endif
