/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbols of a vmlinux, as a kernel's build puts them into System.map: what `nm -n` prints,
 * less what that kernel's own scripts/mksysmap leaves out.
 */
#ifndef SYSMAP_TOOL_SYMBOLS_H
#define SYSMAP_TOOL_SYMBOLS_H

#include <stddef.h>

#include "lib/bytes.h"
#include "sysmap/map.h"

struct symbols {
	struct map_symbol *symbol; /* in the map's order; their names are in the file */
	size_t count;
	unsigned digits; /* of an address: 8 or 16 */
	struct bytes file;
	void *elf;
};

/* By the rules of `release`, such as "5.10"; NULL: of the one in the kernel's banner. */
int symbols_read(const char *path, const char *release, struct symbols *ret_symbols);
void symbols_free(struct symbols *symbols);

#endif
