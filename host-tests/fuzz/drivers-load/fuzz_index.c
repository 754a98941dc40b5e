// SPDX-License-Identifier: GPL-2.0
/*
 * A name, a newline, and an index file. Property: results are terminated strings within the file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "drivers-load/catalog/index.h"
#include "host-tests/fuzz/fuzz.h"
#include "lib/file.h"

static void check(struct bytes file, const char *value)
{
	const unsigned char *at = (const unsigned char *)value;

	if (at < file.at || at >= file.at + file.len ||
	    !memchr(at, '\0', file.len - (at - file.at)))
		abort();
}

static struct bytes file_input;

int file_map(const char *path, struct bytes *ret_map)
{
	(void)path;
	*ret_map = file_input;
	return file_input.len == 1 ? -EIO : 0;
}

void file_unmap(struct bytes *map)
{
	*map = bytes_of(NULL, 0);
}

static void look_up(struct bytes file, const char *name)
{
	struct index_hits hits = {.count = 0};
	struct index index;
	const char *value;

	file_input = file;
	if (index_open("", &index))
		return;
	if (index_find(&index, name, &value) == 0)
		check(file, value);
	index_match(&index, name, &hits);
	index_below(&index, name, &hits);
	for (unsigned i = 0; i < hits.count; i++)
		check(file, hits.at[i].value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = memchr(data, '\n', size);
	unsigned char *copy;
	size_t len;

	if (!newline)
		return 0;
	len = newline - data;
	copy = malloc(size);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	copy[len] = '\0';
	look_up(bytes_of(copy + len + 1, size - len - 1), (const char *)copy);
	free(copy);
	return 0;
}
