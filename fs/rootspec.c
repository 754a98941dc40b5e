// SPDX-License-Identifier: GPL-2.0
#include "fs/rootspec.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lib/text.h"

enum { MAJOR_MAX = 0xfff, MINOR_MAX = 0xfffff }; /* linux/kdev_t.h, 6.1 */

static int parse_name(const char *name, struct rootspec *ret_spec)
{
	if (text_equal(name, "ram"))
		name = "ram0";
	if (!*name)
		return -EINVAL;
	if (strlen(name) >= BLOCKDEV_NAME_SIZE)
		return -ENAMETOOLONG;
	ret_spec->kind = ROOT_NAME;
	text_copy(ret_spec->value, BLOCKDEV_NAME_SIZE, name); /* fits, as was seen */
	for (char *at = ret_spec->value; *at; at++)
		if (*at == '/')
			*at = '!';
	return 0;
}

static int parse_uuid(const char *uuid, struct rootspec *ret_spec)
{
	ret_spec->kind = ROOT_UUID;
	return *uuid ? text_copy(ret_spec->value, FS_UUID_SIZE, uuid) : -EINVAL;
}

static int parse_label(const char *label, struct rootspec *ret_spec)
{
	ret_spec->kind = ROOT_LABEL;
	return *label ? text_copy(ret_spec->value, FS_LABEL_SIZE, label) : -EINVAL;
}

static int set_number(uint32_t major, uint32_t minor, struct rootspec *ret_spec)
{
	ret_spec->kind = ROOT_NUMBER;
	ret_spec->major = major;
	ret_spec->minor = minor;
	text_format(ret_spec->value, sizeof(ret_spec->value), "%u:%u", major, minor);
	return 0;
}

/* The decimal number that *at begins with; *at moves past it. */
static int take_decimal(const char **at, uint64_t max, uint64_t *ret_value)
{
	char digits[11]; /* 32 bits */
	size_t len = strspn(*at, "0123456789");

	if (text_copy_n(digits, sizeof(digits), *at, len))
		return -EINVAL;
	*at += len;
	return text_number(digits, 10, max, ret_value) ? -EINVAL : 0;
}

static int parse_major_minor(const char *text, struct rootspec *ret_spec)
{
	uint64_t major, minor, offset;

	if (take_decimal(&text, MAJOR_MAX, &major) || *text++ != ':' ||
	    take_decimal(&text, MINOR_MAX, &minor))
		return -EINVAL;
	if (*text == ':') {
		text++;
		if (take_decimal(&text, UINT_MAX, &offset))
			return -EINVAL;
		text += *text == ':';
	}
	return *text ? -EINVAL : set_number(major, minor, ret_spec);
}

/* new_decode_dev() of linux/kdev_t.h: the major number is bits 8 to 19 */
static int parse_hex(const char *text, struct rootspec *ret_spec)
{
	const char *digits = text_after(text, "0x");
	uint64_t dev;

	if (text_number(digits ? digits : text, 16, UINT32_MAX, &dev))
		return -EINVAL;
	return set_number(dev >> 8 & MAJOR_MAX, (dev & 0xff) | (dev >> 12 & 0xfff00), ret_spec);
}

static int parse_number(const char *text, struct rootspec *ret_spec)
{
	return strchr(text, ':') ? parse_major_minor(text, ret_spec) : parse_hex(text, ret_spec);
}

/* The last takes what none before it did. */
static const struct {
	const char *prefix;
	int (*parse)(const char *rest, struct rootspec *ret_spec);
} forms[] = {
	{"/dev/", parse_name},
	{"UUID=", parse_uuid},
	{"LABEL=", parse_label},
	{"", parse_number},
};

int rootspec_parse(const char *text, struct rootspec *ret_spec)
{
	struct rootspec spec = {.value = ""};
	const char *rest;
	int err, i = 0;

	while (!(rest = text_after(text, forms[i].prefix)))
		i++;
	err = forms[i].parse(rest, &spec);
	if (!err)
		*ret_spec = spec;
	return err;
}

enum { NUMBER_SIZE = sizeof("4294967295:4294967295") };

/* What the device has of this kind, "" for nothing; `number` is where a number is put together. */
static const char *identifier(enum rootspec_kind kind, const struct blockdev *dev,
			      const struct fs_id *id, char *number)
{
	switch (kind) {
	case ROOT_NAME:
		return dev->name;
	case ROOT_NUMBER:
		text_format(number, NUMBER_SIZE, "%u:%u", dev->major, dev->minor);
		return number;
	case ROOT_UUID:
		return id ? id->uuid : "";
	case ROOT_LABEL:
		return id ? id->label : "";
	}
	return "";
}

bool rootspec_matches(const struct rootspec *spec, const struct blockdev *dev,
		      const struct fs_id *id)
{
	char number[NUMBER_SIZE];
	const char *has = identifier(spec->kind, dev, id, number);

	if (spec->kind == ROOT_UUID)
		return text_equal_nocase(has, spec->value) && !id->container;
	if (spec->kind == ROOT_LABEL)
		return text_equal(has, spec->value) && !id->container;
	return text_equal(has, spec->value);
}

/* Levenshtein's distance: his table, of which one row is kept. */
static unsigned edits(const char *a, const char *b)
{
	uint16_t row[FS_LABEL_SIZE];
	size_t len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (; *a; a++) {
		unsigned diagonal = row[0]++;

		for (size_t j = 1; j <= len; j++) {
			unsigned best = diagonal + (text_lower(*a) != text_lower(b[j - 1]));

			diagonal = row[j];
			if (best > diagonal + 1)
				best = diagonal + 1;
			if (best > row[j - 1] + 1u)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[len];
}

unsigned rootspec_distance(const struct rootspec *spec, const struct blockdev *dev,
			   const struct fs_id *id)
{
	char number[NUMBER_SIZE];
	const char *has = identifier(spec->kind, dev, id, number);

	return *has ? edits(spec->value, has) : UINT_MAX;
}
