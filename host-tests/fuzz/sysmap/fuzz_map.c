// SPDX-License-Identifier: GPL-2.0
/*
 * A map or, after a first byte 'k', /proc/kallsyms. Property: the rows are in order, and writing
 * them gives the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "host-tests/fuzz/fuzz.h"
#include "host-tests/fuzz/stream.h"
#include "sysmap/map.h"
#include "sysmap/symhash.h"
#include "sysmap/writer.h"

static struct map_reader reader;
static struct map_writer writer;
static const uint8_t *expected; /* bytes to be written next */

/* Required by digest.c, but never called here. */
int sys_stat(int dirfd, const char *path, int flags, struct sys_stat *ret_stat)
{
	(void)dirfd, (void)path, (void)flags, (void)ret_stat;
	abort();
}

ssize_t sys_readlink(int dirfd, const char *path, char *buf, size_t len)
{
	(void)dirfd, (void)path, (void)buf, (void)len;
	abort();
}

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd, (void)buf, (void)len, (void)offset;
	abort();
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	(void)fd;
	if (memcmp(buf, expected, len) != 0)
		abort();
	expected += len;
	return len;
}

static void check(const struct map_symbol *symbol, uint64_t *last)
{
	if (symbol->address < *last || !symbol->name_len || symbol->name_len > MAP_NAME_MAX ||
	    strlen(symbol->name) != symbol->name_len)
		abort();
	*last = symbol->address;
}

static void read_all(enum map_format format)
{
	struct map_symbol symbol;
	struct symhasher symhasher;
	struct symhash symhash;
	uint64_t last = 0;
	int got;

	map_begin(&reader, 0, format);
	symhasher_begin(&symhasher);
	map_write_begin(&writer, 1, 0);
	while ((got = map_next(&reader, &symbol)) > 0) {
		check(&symbol, &last);
		symhasher_add(&symhasher, &symbol);
		writer.digits = reader.digits;
		if (format == MAP_SYSTEM_MAP)
			map_write(&writer, &symbol);
	}
	if ((got < 0) != (reader.fault != MAP_FINE) || map_write_end(&writer))
		abort();
	symhasher_end(&symhasher, &symhash); /* most inputs are not a kernel's symbols */
}

static bool is_end(const struct map_symbol *symbol)
{
	return strcmp(symbol->name, "_end") == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool kallsyms = size && data[0] == 'k';
	struct symhash symhash;
	uint64_t address;

	expected = data + kallsyms;
	stream_rewind(data + kallsyms, size - kallsyms);
	read_all(kallsyms ? MAP_KALLSYMS : MAP_SYSTEM_MAP);
	stream_rewind(data + kallsyms, size - kallsyms);
	map_begin(&reader, 0, kallsyms ? MAP_KALLSYMS : MAP_SYSTEM_MAP);
	if (symhash_read(&reader, &symhash) == 0 && !symhash_agrees(&symhash, &symhash))
		abort();
	stream_rewind(data, size);
	(void)kallsyms_search("", &reader, is_end, &address); /* most inputs contain none */
	return 0;
}
