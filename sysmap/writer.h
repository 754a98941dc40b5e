/* SPDX-License-Identifier: GPL-2.0 */
/* Writes System.map row by row through a buffer. The first error is kept and ends the output. */
#ifndef SYSMAP_WRITER_H
#define SYSMAP_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "sysmap/digest.h"
#include "sysmap/map.h"

struct map_writer {
	int fd;
	int error; /* -errno of the first failed write */
	unsigned digits;
	struct digest digest; /* of everything written */
	size_t used;
	char window[MAP_WINDOW];
};

/* `digits` per address: 8 or 16. */
void map_write_begin(struct map_writer *writer, int fd, unsigned digits);
/* The name may have up to MAP_NAME_MAX characters. */
void map_write(struct map_writer *writer, const struct map_symbol *symbol);
/* Writes complete rows. */
void map_write_text(struct map_writer *writer, const char *text, size_t len);
/* Flushes the buffer; 0, or the first error. */
int map_write_end(struct map_writer *writer);

#endif
