// SPDX-License-Identifier: GPL-2.0
#include "lib/text.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lib/format.h"

bool text_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool text_is(const char *part, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(part, text, len) == 0;
}

char text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
	while (*a && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return text_lower(*a) == text_lower(*b);
}

const char *text_after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = text_lower(c);
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return 255;
}

int text_number(const char *text, unsigned base, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		unsigned digit = digit_value(*text);

		if (digit >= base)
			return -EINVAL;
		if (digit > max || value > (max - digit) / base)
			return -ERANGE;
		value = value * base + digit;
	}
	*ret_value = value;
	return 0;
}

int text_integer(const char *text, int32_t *ret_value)
{
	bool negative = *text == '-';
	unsigned base = 10;
	uint64_t value;
	int err;

	if (*text == '-' || *text == '+')
		text++;
	if (text[0] == '0' && text_lower(text[1]) == 'x') {
		base = 16;
		text += 2;
	} else if (text[0] == '0') {
		base = 8;
	}
	err = text_number(text, base, (uint64_t)INT32_MAX + negative, &value);
	if (!err)
		*ret_value = negative ? -(int64_t)value : (int64_t)value;
	return err;
}

int text_copy(char *to, size_t size, const char *from)
{
	return text_copy_n(to, size, from, strlen(from));
}

int text_copy_n(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		return -ENAMETOOLONG;
	if (memchr(from, '\0', len))
		return -EINVAL;
	memmove(to, from, len);
	to[len] = '\0';
	return 0;
}

int text_format(char *to, size_t size, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = format_args(to, size, format, args);
	va_end(args);
	if (len < size)
		return len;
	to[0] = '\0';
	return -ENAMETOOLONG;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static const struct {
	uint32_t least;
	unsigned char mask, lead;
} characters[] = {
	{0x1, 0x80, 0x00}, {0x80, 0xe0, 0xc0}, {0x800, 0xf0, 0xe0}, {0x10000, 0xf8, 0xf0}};

size_t text_character(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	uint32_t value;
	size_t len = 0, more;

	while (len < 4 && (*at & characters[len].mask) != characters[len].lead)
		len++;
	if (len == 4)
		return 0;
	value = *at & ~characters[len].mask;
	for (more = 1; more <= len; more++) {
		if ((at[more] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (at[more] & 0x3f);
	}
	if (value < characters[len].least || value > 0x10ffff ||
	    (value >= 0xd800 && value < 0xe000))
		return 0;
	return len + 1;
}

size_t text_item(const char **list, const char **ret_item)
{
	const char *comma = strchr(*list, ',');
	size_t len = comma ? (size_t)(comma - *list) : strlen(*list);

	*ret_item = *list;
	*list = comma ? comma + 1 : NULL;
	return len;
}

long text_line(const char **rest, const char *end, const char **ret_line)
{
	const char *newline;

	if (*rest == end)
		return -1;
	*ret_line = *rest;
	newline = memchr(*rest, '\n', end - *rest);
	*rest = newline ? newline + 1 : end;
	return (newline ? newline : end) - *ret_line;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

long text_token(const char **rest, const char *end, const char **ret_token)
{
	const char *at = *rest;

	while (at < end && is_blank(*at))
		at++;
	*ret_token = at;
	while (at < end && !is_blank(*at))
		at++;
	*rest = at;
	return at > *ret_token ? at - *ret_token : -1;
}

bool text_param_equal(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char x = a[i] == '-' ? '_' : a[i];
		char y = b[i] == '-' ? '_' : b[i];

		if (x != y)
			return false;
		if (!x)
			return true;
	}
	return true;
}

void text_underscores(char *name)
{
	bool bracket = false;

	for (; *name; name++) {
		if (*name == '[')
			bracket = true;
		else if (*name == ']')
			bracket = false;
		else if (*name == '-' && !bracket)
			*name = '_';
	}
}

/* Keeps one row of the table of distances between prefixes. */
unsigned text_distance(const char *a, const char *b)
{
	unsigned row[TEXT_DISTANCE_MAX + 1];
	size_t len = strlen(b);

	if (len > TEXT_DISTANCE_MAX)
		return UINT_MAX;
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (; *a; a++) {
		unsigned diagonal = row[0]++;

		for (size_t j = 1; j <= len; j++) {
			unsigned best = diagonal + (text_lower(*a) != text_lower(b[j - 1]));

			diagonal = row[j];
			if (best > diagonal + 1)
				best = diagonal + 1;
			if (best > row[j - 1] + 1)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[len];
}
