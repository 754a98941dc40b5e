// SPDX-License-Identifier: GPL-2.0
#include "sysmap/tokens.h"

#include <string.h>

enum { TOKENS = 256 };

size_t tokens_align(size_t at, unsigned unit)
{
	return (at + unit - 1) & ~(size_t)(unit - 1);
}

/* Whether token_index contains the offsets of 256 texts in token_table. */
static bool is_verified(struct bytes *data, unsigned unit, const struct tokens *t)
{
	size_t at = t->table;

	for (unsigned i = 0; i < TOKENS; i++) {
		const unsigned char *end;

		if (bytes_le16(data, t->index + i * 2) != at - t->table)
			return false;
		end = memchr(data->at + at, '\0', t->index - at);
		if (!end)
			return false;
		at = end + 1 - data->at;
	}
	return tokens_align(at, unit) == t->index;
}

/* Given the tokens of the digits at `digits`: the tokens after them extend to token_index. */
static bool find_around(struct bytes *data, unsigned unit, size_t digits, struct tokens *ret_tokens)
{
	size_t at = digits, before;
	struct tokens t;

	for (unsigned i = '0'; i < TOKENS; i++) {
		const unsigned char *end = memchr(data->at + at, '\0', data->len - at);

		if (!end)
			return false;
		at = end + 1 - data->at;
	}
	t.index = tokens_align(at, unit);
	if (!bytes_at(data, t.index, TOKENS_INDEX_SIZE))
		return false;
	before = bytes_le16(data, t.index + '0' * 2);
	if (before > digits)
		return false;
	t.table = digits - before;
	if (!is_verified(data, unit, &t))
		return false;
	*ret_tokens = t;
	return true;
}

bool tokens_find(struct bytes *data, unsigned unit, struct tokens *ret_tokens)
{
	static const char digits[] = "0\0"
				     "1\0"
				     "2\0"
				     "3\0"
				     "4\0"
				     "5\0"
				     "6\0"
				     "7\0"
				     "8\0"
				     "9";
	size_t at = 0;

	for (;;) {
		const unsigned char *found =
			memmem(data->at + at, data->len - at, digits, sizeof(digits));

		if (!found)
			return false;
		at = found - data->at;
		if (find_around(data, unit, at, ret_tokens))
			return true;
		at++;
	}
}

const char *tokens_text(struct bytes *data, const struct tokens *t, unsigned token)
{
	return (const char *)data->at + t->table + bytes_le16(data, t->index + token * 2);
}
