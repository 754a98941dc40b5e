/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbols of a vmlinux, as a kernel's build puts them into System.map: what `nm -n` prints,
 * less what scripts/mksysmap leaves out (7.2's rules, which have all of the older ones).
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

int symbols_read(const char *path, struct symbols *ret_symbols);
void symbols_free(struct symbols *symbols);

#endif
