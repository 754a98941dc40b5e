/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The symbols of a vmlinux as in the System.map of the kernel's build: the output of `nm -n`
 * without the symbols that the kernel's scripts/mksysmap omits.
 */
#ifndef TOOLS_SYSMAP_SYMBOLS_H
#define TOOLS_SYSMAP_SYMBOLS_H

#include <stddef.h>

#include "lib/bytes.h"
#include "sysmap/map.h"

struct symbols {
	struct map_symbol *symbol; /* in the map's order; the names point into the file */
	size_t count;
	unsigned digits; /* of an address: 8 or 16 */
	struct bytes file;
	void *elf;
};

/* Applies the rules of `release`, such as "5.10"; NULL: the release in the kernel's banner. */
int symbols_read(const char *path, const char *release, struct symbols *ret_symbols);
void symbols_free(struct symbols *symbols);

#endif
