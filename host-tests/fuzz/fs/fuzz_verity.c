// SPDX-License-Identifier: GPL-2.0
/*
 * A superblock of dm-verity, then a line with the sizes of the devices in MiB (a byte each), a line with a root
 * hash, and the options. Properties: what is accepted is within the devices and has a table, whose arguments are
 * not more than those of the target.
 */
#include <stdlib.h>
#include <string.h>

#include "fs/verity/table.h"
#include "host-tests/fuzz/fuzz.h"

enum { LINE = 1024, MIB = 1 << 20 };

/* The next line, or what fits. */
static const char *take_line(const uint8_t **at, const uint8_t *end, char line[LINE])
{
	size_t len = 0;

	while (*at < end && **at != '\n') {
		if (len < LINE - 1)
			line[len++] = **at;
		++*at;
	}
	*at += *at < end;
	line[len] = '\0';
	return line;
}

static unsigned count_words(const char *text)
{
	unsigned words = 1;

	for (; *text; text++)
		words += *text == ' ';
	return words;
}

static void check_table(const struct verity_table *table)
{
	char text[VERITY_TABLE_SIZE];
	unsigned words = 10, options = !!table->options.on_corruption +
				       table->options.ignore_zeroes + table->options.check_once;

	if (options)
		words += 1 + options;
	if (table_format(table, text) || count_words(text) != words || strchr(text, '\n'))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *at = data, *end = data + size;
	struct verity_table table = {.root_hash = NULL};
	char sizes[LINE], hash[LINE], options[LINE], uuids[2][UUID_SIZE];
	struct bytes super =
		bytes_of(data, size < VERITY_SUPERBLOCK_SIZE ? size : VERITY_SUPERBLOCK_SIZE);
	const char *option = options, *why = superblock_read(&super, &table.super);
	uint64_t data_size, tree_size;
	size_t len = 0;
	bool same;

	at += super.len;
	take_line(&at, end, sizes);
	table.root_hash = take_line(&at, end, hash);
	take_line(&at, end, options);
	data_size = (uint64_t)(uint8_t)sizes[0] * MIB;
	tree_size = *sizes ? (uint64_t)(uint8_t)sizes[1] * MIB : 0;
	same = data_size == tree_size;
	if (roothash_options(options, &table.options, &option, &len)) {
		if (option < options || option + len > options + strlen(options))
			abort();
		return 0;
	}
	if (!roothash_is_valid(hash) || why)
		return 0;
	roothash_partitions(hash, uuids[0], uuids[1]);
	if (strlen(uuids[0]) != UUID_SIZE - 1 || strlen(uuids[1]) != UUID_SIZE - 1)
		abort();
	if (superblock_check(&table.super, data_size, tree_size, table.options.hash_offset, same))
		return 0;
	if (table.super.data_blocks * table.super.data_block > data_size ||
	    superblock_tree(&table.super, table.options.hash_offset) * table.super.hash_block >=
		    tree_size)
		abort();
	check_table(&table);
	return 0;
}
