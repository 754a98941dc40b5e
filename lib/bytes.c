// SPDX-License-Identifier: GPL-2.0
#include "lib/bytes.h"

#include <string.h>

const unsigned char *bytes_at(struct bytes *b, size_t offset, size_t len)
{
	if (offset <= b->len && len <= b->len - offset)
		return b->at + offset;
	b->over = true;
	return NULL;
}

bool bytes_are(struct bytes *b, size_t offset, const void *want, size_t len)
{
	const unsigned char *p = bytes_at(b, offset, len);

	return p && memcmp(p, want, len) == 0;
}

uint8_t bytes_u8(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 1);

	return p ? *p : 0;
}

uint16_t bytes_le16(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 2);

	return p ? p[0] | p[1] << 8 : 0;
}

uint32_t bytes_le32(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 4);

	return p ? p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24 : 0;
}

uint64_t bytes_le64(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 8);
	uint64_t value = 0;

	for (int i = 7; p && i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

uint16_t bytes_be16(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 2);

	return p ? p[0] << 8 | p[1] : 0;
}

uint32_t bytes_be32(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 4);

	return p ? (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3] : 0;
}

uint64_t bytes_be64(struct bytes *b, size_t offset)
{
	const unsigned char *p = bytes_at(b, offset, 8);
	uint64_t value = 0;

	for (int i = 0; p && i < 8; i++)
		value = value << 8 | p[i];
	return value;
}
