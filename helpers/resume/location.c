// SPDX-License-Identifier: GPL-2.0
/*
 * A reader of JSON (RFC 8259) for one object. It checks the syntax of all of it, but keeps only the members
 * that it knows.
 */
#include "helpers/resume/location.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "lib/text.h"

enum { DEPTH_MAX = 8, TOKEN_SIZE = LOCATION_NAME_SIZE };

static int read_value(const char **at, char *to, unsigned depth);

static char next(const char **at)
{
	*at += strspn(*at, " \t\r\n");
	return **at;
}

static bool take(const char **at, char c)
{
	if (next(at) != c)
		return false;
	(*at)++;
	return true;
}

/* ---- strings --------------------------------------------------------------------------------- */

/* After \u: at most four digits, of which the value is kept if it is ASCII. */
static int read_code(const char **at)
{
	char digits[5];
	uint64_t value;

	if (strspn(*at, "0123456789abcdefABCDEF") < 4)
		return -EINVAL;
	(void)text_copy_n(digits, sizeof(digits), *at, 4); /* fits */
	*at += 4;
	if (text_number(digits, 16, UINT64_MAX, &value) || !value)
		return -EINVAL;
	return value < 0x80 ? (int)value : '?';
}

static int read_escape(const char **at)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	char c = *(*at)++;
	const char *name;

	if (c == 'u')
		return read_code(at);
	name = c ? strchr(names, c) : NULL;
	return name ? values[name - names] : -EINVAL;
}

/* Up to TOKEN_SIZE bytes; a longer one is an error only if it is kept. */
static int read_string(const char **at, char *to)
{
	size_t len = 0;

	while (**at != '"') {
		int c = (unsigned char)*(*at)++;

		if (c < ' ')
			return -EINVAL; /* the end, too */
		if (c == '\\')
			c = read_escape(at);
		if (c < 0 || (to && len + 1 >= TOKEN_SIZE))
			return -EINVAL;
		if (to)
			to[len++] = c;
	}
	(*at)++;
	if (to)
		to[len] = '\0';
	return 0;
}

/* ---- other values ---------------------------------------------------------------------------- */

/* A number, true, false or null. Which of them it is matters only if it is kept. */
static int read_word(const char **at, char *to)
{
	size_t len = strspn(*at, "+-.0123456789abcdefghijklmnopqrstuvwxyzE");
	const char *word = *at;

	*at += len;
	if (!len)
		return -EINVAL;
	return to && text_copy_n(to, TOKEN_SIZE, word, len) ? -EINVAL : 0;
}

static int read_array(const char **at, unsigned depth)
{
	if (take(at, ']'))
		return 0;
	do
		if (read_value(at, NULL, depth))
			return -EINVAL;
	while (take(at, ','));
	return take(at, ']') ? 0 : -EINVAL;
}

static int read_key(const char **at, char *to)
{
	if (!take(at, '"') || read_string(at, to) || !take(at, ':'))
		return -EINVAL;
	return 0;
}

static int skip_object(const char **at, unsigned depth)
{
	if (take(at, '}'))
		return 0;
	do
		if (read_key(at, NULL) || read_value(at, NULL, depth))
			return -EINVAL;
	while (take(at, ','));
	return take(at, '}') ? 0 : -EINVAL;
}

/* `to` (may be NULL): gets a string or a word. */
static int read_value(const char **at, char *to, unsigned depth)
{
	if (take(at, '"'))
		return read_string(at, to);
	if (next(at) != '{' && **at != '[')
		return read_word(at, to);
	if (to || depth == DEPTH_MAX)
		return -EINVAL;
	return *(*at)++ == '{' ? skip_object(at, depth + 1) : read_array(at, depth + 1);
}

/* ---- the object ------------------------------------------------------------------------------ */

enum { UUID, OFFSET, ID, IMAGE_ID, MEMBERS };
static const char *const names[MEMBERS] = {"uuid", "offset", "osReleaseId", "osReleaseImageId"};

static int read_member(const char **at, char values[MEMBERS][TOKEN_SIZE])
{
	const char *start = *at;
	char key[TOKEN_SIZE];
	int i = MEMBERS;

	if (read_key(at, key)) { /* it may be too long for a known one */
		*at = start;
		if (read_key(at, NULL))
			return -EINVAL;
		return read_value(at, NULL, 1);
	}
	while (i-- > 0 && !text_equal(key, names[i]))
		;
	if (i >= 0 && *values[i])
		return -EINVAL; /* which one counts? */
	return read_value(at, i < 0 ? NULL : values[i], 1);
}

static int read_members(const char *text, char values[MEMBERS][TOKEN_SIZE])
{
	if (!take(&text, '{'))
		return -EINVAL;
	do
		if (read_member(&text, values))
			return -EINVAL;
	while (take(&text, ','));
	return take(&text, '}') && !next(&text) ? 0 : -EINVAL;
}

/* As 32 digits or with dashes, like sd_id128_from_string() of systemd. */
static int parse_uuid(const char *text, char to[UUID_SIZE])
{
	bool dashes = strlen(text) == UUID_SIZE - 1, zero = true;

	for (int i = 0; i < UUID_SIZE - 1; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = dash && !dashes ? '-' : text_lower(*text++);

		if (dash ? c != '-' : !c || !strchr("0123456789abcdef", c))
			return -EINVAL;
		zero = zero && (dash || c == '0');
		to[i] = c;
	}
	to[UUID_SIZE - 1] = '\0';
	return *text || zero ? -EINVAL : 0;
}

int location_parse(const char *text, struct location *ret_location)
{
	char values[MEMBERS][TOKEN_SIZE] = {0};
	struct location location;

	if (read_members(text, values) || parse_uuid(values[UUID], location.uuid) ||
	    text_number(values[OFFSET], 10, UINT64_MAX, &location.offset))
		return -EINVAL;
	memcpy(location.id, values[ID], sizeof(location.id));
	memcpy(location.image_id, values[IMAGE_ID], sizeof(location.image_id));
	*ret_location = location;
	return 0;
}

/* ---- os-release ------------------------------------------------------------------------------ */

/* The last line of a name counts. Quotes are removed; such values contain nothing that needs a backslash. */
static bool has_value(const char *text, const char *name, const char *expected)
{
	const char *rest = text, *end = text + strlen(text), *line;
	bool same = !*expected;
	long len;

	while ((len = text_line(&rest, end, &line)) >= 0) {
		const char *value = text_after(line, name);
		size_t size = value ? len - (value - line) : 0;

		if (!value)
			continue;
		if (size >= 2 && (*value == '"' || *value == '\'') && value[size - 1] == *value) {
			value++;
			size -= 2;
		}
		same = text_is(value, size, expected);
	}
	return same;
}

bool location_is_of(const struct location *location, const char *os_release)
{
	return has_value(os_release, "ID=", location->id) &&
	       has_value(os_release, "IMAGE_ID=", location->image_id);
}
