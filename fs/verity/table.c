// SPDX-License-Identifier: GPL-2.0
#include "fs/verity/table.h"

#include "lib/text.h"

static void format_salt(const struct verity_superblock *super, char *to, size_t size)
{
	text_copy(to, size, "-");
	for (uint32_t i = 0; i < super->salt_len; i++)
		text_format(to + 2 * i, size - 2 * i, "%02x", super->salt[i]); /* fits */
}

/* The kernel's status has the digits in lower case. */
static int format_hash(const char *hash, char *to, size_t size)
{
	int err = text_copy(to, size, hash);

	for (char *at = to; !err && *at; at++)
		*at = text_lower(*at);
	return err;
}

int table_format(const struct verity_table *table, char to[VERITY_TABLE_SIZE])
{
	const struct verity_superblock *s = &table->super;
	const char *mode = table->options.on_corruption;
	unsigned count = !!mode + table->options.ignore_zeroes + table->options.check_once;
	char salt[2 * VERITY_SALT_SIZE + 1], hash[ROOTHASH_DIGITS_MAX + 1], number[8] = "";
	int len = format_hash(table->root_hash, hash, sizeof(hash));

	if (len)
		return len;
	format_salt(s, salt, sizeof(salt));
	if (count)
		text_format(number, sizeof(number), " %u", count);
	len = text_format(
		to, VERITY_TABLE_SIZE, "%u %u:%u %u:%u %u %u %llu %llu %s %s %s%s%s%s%s%s",
		s->hash_type, table->data.major, table->data.minor, table->tree.major,
		table->tree.minor, s->data_block, s->hash_block, (unsigned long long)s->data_blocks,
		(unsigned long long)superblock_tree(s, table->options.hash_offset), s->algorithm,
		hash, salt, number, mode ? " " : "", mode ? mode : "",
		table->options.ignore_zeroes ? " ignore_zero_blocks" : "",
		table->options.check_once ? " check_at_most_once" : "");
	return len < 0 ? len : 0;
}
