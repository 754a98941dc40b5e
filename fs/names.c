// SPDX-License-Identifier: GPL-2.0
#include "fs/names.h"

#include <errno.h>
#include <string.h>

static const char digits[] = "0123456789abcdef";

/* `order`: index in `raw` of each byte of the text. */
static void format_uuid(char *to, const unsigned char *raw, const unsigned char order[16])
{
	char *start = to;
	unsigned any = 0;

	for (int i = 0; i < 16; i++) {
		unsigned byte = raw[order[i]];

		any |= byte;
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = digits[byte >> 4];
		*to++ = digits[byte & 15];
	}
	*(any ? to : start) = '\0';
}

void uuid_text(char to[UUID_SIZE], const unsigned char *raw)
{
	static const unsigned char order[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

	format_uuid(to, raw, order);
}

void guid_text(char to[UUID_SIZE], const unsigned char *raw)
{
	static const unsigned char order[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

	format_uuid(to, raw, order);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void end_label(char *start, char *end)
{
	while (end > start && is_space(end[-1]))
		end--;
	*end = '\0';
}

int label_text(char *to, size_t size, const unsigned char *raw, size_t len)
{
	const unsigned char *end = memchr(raw, '\0', len);

	if (end)
		len = end - raw;
	to[0] = '\0';
	if (len >= size)
		return -ENAMETOOLONG;
	memcpy(to, raw, len);
	end_label(to, to + len);
	return 0;
}

/* Encodes a character as UTF-8; returns the number of bytes, 1 to 4. */
static unsigned put_utf8(unsigned char to[4], uint32_t c)
{
	if (c < 0x80) {
		to[0] = c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = 0xc0 | c >> 6;
		to[1] = 0x80 | (c & 0x3f);
		return 2;
	}
	if (c < 0x10000) {
		to[0] = 0xe0 | c >> 12;
		to[1] = 0x80 | (c >> 6 & 0x3f);
		to[2] = 0x80 | (c & 0x3f);
		return 3;
	}
	to[0] = 0xf0 | c >> 18;
	to[1] = 0x80 | (c >> 12 & 0x3f);
	to[2] = 0x80 | (c >> 6 & 0x3f);
	to[3] = 0x80 | (c & 0x3f);
	return 4;
}

static uint32_t unit(const unsigned char *raw, bool big_endian)
{
	return big_endian ? raw[0] << 8 | raw[1] : raw[1] << 8 | raw[0];
}

/* Takes the next character, one code unit or a surrogate pair, and advances *at. */
static uint32_t take_utf16(const unsigned char **at, const unsigned char *end, bool big_endian)
{
	uint32_t c = unit(*at, big_endian), low;

	*at += 2;
	if (c < 0xd800 || c > 0xdfff)
		return c;
	if (c > 0xdbff || end - *at < 2)
		return 0xfffd;
	low = unit(*at, big_endian);
	if (low < 0xdc00 || low > 0xdfff)
		return 0xfffd;
	*at += 2;
	return 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
}

int utf16_text(char *to, size_t size, const unsigned char *raw, size_t len, bool big_endian)
{
	const unsigned char *end = raw + len;
	size_t used = 0;

	while (end - raw >= 2) {
		unsigned char utf8[4];
		uint32_t c = take_utf16(&raw, end, big_endian);
		unsigned count;

		if (!c)
			break;
		count = put_utf8(utf8, c);
		if (used + count >= size) {
			to[0] = '\0';
			return -ENAMETOOLONG;
		}
		memcpy(to + used, utf8, count);
		used += count;
	}
	end_label(to, to + used);
	return 0;
}
