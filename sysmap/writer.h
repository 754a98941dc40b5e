/* SPDX-License-Identifier: GPL-2.0 */
/* System.map, written row by row through a window. The first error stays, and ends the writing. */
#ifndef SYSMAP_WRITER_H
#define SYSMAP_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "sysmap/digest.h"
#include "sysmap/map.h"

struct map_writer {
	int fd;
	int error; /* -errno of the first write that failed */
	unsigned digits;
	struct digest digest; /* of what was written */
	size_t used;
	char window[MAP_WINDOW];
};

/* `digits` of an address: 8 or 16. */
void map_write_begin(struct map_writer *writer, int fd, unsigned digits);
/* The name has at most MAP_NAME_MAX characters. */
void map_write(struct map_writer *writer, const struct map_symbol *symbol);
/* Bytes that are rows already. */
void map_write_text(struct map_writer *writer, const char *text, size_t len);
/* Writes what is left in the window; 0, or the first error. */
int map_write_end(struct map_writer *writer);

#endif
