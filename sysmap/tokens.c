// SPDX-License-Identifier: GPL-2.0
#include "sysmap/tokens.h"

#include <string.h>

enum { TOKENS = 256 };

size_t tokens_align(size_t at, unsigned unit)
{
	return (at + unit - 1) & ~(size_t)(unit - 1);
}

/* Whether token_index contains the offsets of 256 texts in token_table. */
static bool tokens_proved(struct kallsyms *k)
{
	size_t at = k->token_table;

	for (unsigned i = 0; i < TOKENS; i++) {
		const unsigned char *end;

		if (bytes_le16(&k->data, k->token_index + i * 2) != at - k->token_table)
			return false;
		end = memchr(k->data.at + at, '\0', k->token_index - at);
		if (!end)
			return false;
		at = end + 1 - k->data.at;
	}
	return tokens_align(at, k->unit) == k->token_index;
}

/* Given the tokens of the digits at `digits`: the tokens after them extend to token_index. */
static bool tokens_around(struct kallsyms *k, size_t digits)
{
	size_t at = digits, before;

	for (unsigned i = '0'; i < TOKENS; i++) {
		const unsigned char *end = memchr(k->data.at + at, '\0', k->data.len - at);

		if (!end)
			return false;
		at = end + 1 - k->data.at;
	}
	k->token_index = tokens_align(at, k->unit);
	if (!bytes_at(&k->data, k->token_index, TOKENS_INDEX_SIZE))
		return false;
	before = bytes_le16(&k->data, k->token_index + '0' * 2);
	if (before > digits)
		return false;
	k->token_table = digits - before;
	return tokens_proved(k);
}

bool tokens_find(struct kallsyms *k)
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
			memmem(k->data.at + at, k->data.len - at, digits, sizeof(digits));

		if (!found)
			return false;
		at = found - k->data.at;
		if (tokens_around(k, at))
			return true;
		at++;
	}
}

const char *tokens_text(struct kallsyms *k, unsigned token)
{
	return (const char *)k->data.at + k->token_table +
	       bytes_le16(&k->data, k->token_index + token * 2);
}
