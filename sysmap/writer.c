// SPDX-License-Identifier: GPL-2.0
#include "sysmap/writer.h"

#include <errno.h>
#include <string.h>

#include "lib/sys.h"

void map_write_begin(struct map_writer *writer, int fd, unsigned digits)
{
	writer->fd = fd;
	writer->error = 0;
	writer->digits = digits;
	writer->digest = DIGEST_EMPTY;
	writer->used = 0;
}

static void flush(struct map_writer *writer)
{
	size_t done = 0;

	while (!writer->error && done < writer->used) {
		ssize_t wrote = sys_write(writer->fd, writer->window + done, writer->used - done);

		if (wrote <= 0)
			writer->error = wrote ? wrote : -EIO;
		else
			done += wrote;
	}
	digest_add(&writer->digest, writer->window, writer->used);
	writer->used = 0;
}

void map_write_text(struct map_writer *writer, const char *text, size_t len)
{
	while (len) {
		size_t workspace = MAP_WINDOW - writer->used;
		size_t part = len < workspace ? len : workspace;

		memcpy(writer->window + writer->used, text, part);
		writer->used += part;
		text += part;
		len -= part;
		if (writer->used == MAP_WINDOW)
			flush(writer);
	}
}

/* Formats by hand: printf() for a hundred thousand rows would dominate the run time. */
void map_write(struct map_writer *writer, const struct map_symbol *symbol)
{
	static const char hex[] = "0123456789abcdef";
	uint64_t address = symbol->address;
	char front[16 + 3];
	char *at = front + writer->digits;

	*at = ' ';
	at[1] = symbol->type;
	at[2] = ' ';
	while (at > front) {
		*--at = hex[address & 15];
		address >>= 4;
	}
	map_write_text(writer, front, writer->digits + 3);
	map_write_text(writer, symbol->name, symbol->name_len);
	map_write_text(writer, "\n", 1);
}

int map_write_end(struct map_writer *writer)
{
	flush(writer);
	return writer->error;
}
