// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "host-tests/world/index.h"

static unsigned char *put32(unsigned char *at, unsigned value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = value >> shift;
	return at;
}

static unsigned char *put_text(unsigned char *at, const char *text)
{
	size_t len = strlen(text) + 1;

	memcpy(at, text, len);
	return at + len;
}

enum { HEADER = 12, PREFIX = 0x80000000, VALUES = 0x40000000, CHILDS = 0x20000000 };

size_t index_make(unsigned char bytes[INDEX_SIZE], const struct index_entry *entries, int count)
{
	unsigned char *at, *child;
	char first = entries[0].key[0], last = entries[count - 1].key[0];

	memset(bytes, 0, INDEX_SIZE);
	at = put32(bytes, 0xb007f457);
	at = put32(at, 0x00020001);
	at = put32(at, CHILDS | HEADER);
	*at++ = first;
	*at++ = last;
	child = at;
	at += 4 * (last - first + 1);
	for (int i = 0; i < count; i++) {
		put32(child + 4 * (entries[i].key[0] - first),
		      PREFIX | VALUES | (unsigned)(at - bytes));
		at = put_text(at, entries[i].key + 1);
		at = put32(at, 1);
		at = put32(at, 0);
		at = put_text(at, entries[i].value);
	}
	return at - bytes;
}
