// SPDX-License-Identifier: GPL-2.0
#include "fs/rootspec.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lib/text.h"

enum { MAJOR_MAX = 0xfff, MINOR_MAX = 0xfffff }; /* linux/kdev_t.h, 6.1 */

#define IN_BLOCKDEV(member) .offset = offsetof(struct blockdev, member)
#define IN_CONTENT(member)  .offset = offsetof(struct fs_id, member), .content = true

const struct rootkind rootkinds[] = {
	[ROOT_NAME] = {"/dev/", BLOCKDEV_NAME_SIZE, IN_BLOCKDEV(name), .own_name = true,
		       .by_order = true},
	[ROOT_NUMBER] = {"", .own_name = true, .by_order = true},
	[ROOT_PARTUUID] = {"PARTUUID=", BLOCKDEV_UUID_SIZE, IN_BLOCKDEV(partuuid),
			   .any_case = true},
	[ROOT_PARTLABEL] = {"PARTLABEL=", BLOCKDEV_LABEL_SIZE, IN_BLOCKDEV(partlabel)},
	[ROOT_UUID] = {"UUID=", FS_UUID_SIZE, IN_CONTENT(uuid), .any_case = true},
	[ROOT_LABEL] = {"LABEL=", FS_LABEL_SIZE, IN_CONTENT(label)},
	[ROOT_MAPPER] = {"/dev/mapper/", BLOCKDEV_MAPPER_SIZE, IN_BLOCKDEV(mapper),
			 .own_name = true},
	[ROOT_GPT_AUTO] = {NULL},
};

/* ---- values ---------------------------------------------------------------------------------- */

static int parse_value(const char *value, struct rootspec *ret_spec)
{
	return *value ? text_copy(ret_spec->value, rootkinds[ret_spec->kind].size, value) : -EINVAL;
}

static int parse_name(const char *name, struct rootspec *ret_spec)
{
	if (text_equal(name, "ram"))
		name = "ram0";
	if (!*name)
		return -EINVAL;
	if (text_equal(name, "root") || text_equal(name, "nfs") || text_equal(name, "cifs"))
		return -EOPNOTSUPP; /* the kernel treats these as kinds of roots */
	if (text_copy(ret_spec->value,
		      strchr(name, '/') ? BLOCKDEV_MAPPER_SIZE : BLOCKDEV_NAME_SIZE, name))
		return -ENAMETOOLONG;
	for (char *at = ret_spec->value; *at; at++)
		if (*at == '/')
			*at = '!';
	return 0;
}

static int parse_offset(const char *text, int32_t *ret_offset)
{
	bool negative = *text == '-';
	uint64_t offset;

	if (text_number(text + (negative || *text == '+'), 10, INT32_MAX, &offset))
		return -EINVAL;
	*ret_offset = negative ? -(int32_t)offset : (int32_t)offset;
	return 0;
}

static int parse_partuuid(const char *uuid, struct rootspec *ret_spec)
{
	size_t len = strcspn(uuid, "/");
	const char *offset = text_after(uuid + len, "/PARTNROFF=");

	if (!len || (uuid[len] && (!offset || parse_offset(offset, &ret_spec->offset))))
		return -EINVAL;
	return text_copy_n(ret_spec->value, BLOCKDEV_UUID_SIZE, uuid, len);
}

static int parse_gpt_auto(const char *rest, struct rootspec *ret_spec)
{
	return *rest ? -EINVAL : text_copy(ret_spec->value, FS_LABEL_SIZE, "gpt-auto");
}

static int set_number(uint32_t major, uint32_t minor, struct rootspec *ret_spec)
{
	ret_spec->major = major;
	ret_spec->minor = minor;
	text_format(ret_spec->value, sizeof(ret_spec->value), "%u:%u", major, minor);
	return 0;
}

/* Parses the decimal number at *at and advances *at. */
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

/* new_decode_dev() of linux/kdev_t.h: bits 8 to 19 are the major number */
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

/* Other names that only udev creates. */
static int parse_udev_name(const char *rest, struct rootspec *ret_spec)
{
	(void)rest, (void)ret_spec;
	return -EOPNOTSUPP;
}

/* ---- forms ----------------------------------------------------------------------------------- */

enum encoding { PLAIN, UDEV, QUOTES };

/*
 * Longer prefixes precede their own beginnings; the last entry matches everything. udev writes \xHH
 * for characters that are not allowed in its file names; a value may be quoted
 * (blkid_parse_tag_string(), libblkid/src/tag.c, util-linux 2.38).
 */
static const struct {
	const char *prefix;
	int (*parse)(const char *rest, struct rootspec *ret_spec);
	unsigned char kind, encoding; /* enum rootspec_kind, enum encoding */
} __attribute__((packed)) forms[] = {
	{"/dev/disk/by-uuid/", parse_value, ROOT_UUID, UDEV},
	{"/dev/disk/by-label/", parse_value, ROOT_LABEL, UDEV},
	{"/dev/disk/by-partuuid/", parse_partuuid, ROOT_PARTUUID, UDEV},
	{"/dev/disk/by-partlabel/", parse_value, ROOT_PARTLABEL, UDEV},
	{"/dev/disk/by-id/dm-name-", parse_value, ROOT_MAPPER, PLAIN},
	{"/dev/disk/", parse_udev_name, ROOT_NAME, PLAIN},
	{"/dev/block/", parse_major_minor, ROOT_NUMBER, PLAIN},
	{"/dev/mapper/", parse_value, ROOT_MAPPER, PLAIN},
	{"/dev/", parse_name, ROOT_NAME, PLAIN},
	{"PARTUUID=", parse_partuuid, ROOT_PARTUUID, QUOTES},
	{"PARTLABEL=", parse_value, ROOT_PARTLABEL, QUOTES},
	{"UUID=", parse_value, ROOT_UUID, QUOTES},
	{"LABEL=", parse_value, ROOT_LABEL, QUOTES},
	{"gpt-auto", parse_gpt_auto, ROOT_GPT_AUTO, PLAIN},
	{"", parse_number, ROOT_NUMBER, PLAIN},
};

/* Decodes \xHH in place; invalid sequences are kept. */
static void decode(char *text)
{
	char *to = text;

	while (*text) {
		const char *hex = text_after(text, "\\x");
		char digits[3] = {0};
		uint64_t byte = 0;

		if (hex && hex[0])
			memcpy(digits, hex, 2);
		if (digits[1] && !text_number(digits, 16, 255, &byte) && byte) {
			*to++ = byte;
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

/* Removes a pair of quotes around the text, in place. */
static void unquote(char *text)
{
	size_t len = strlen(text);

	if (len < 2 || (*text != '"' && *text != '\'') || text[len - 1] != *text)
		return;
	memmove(text, text + 1, len - 2);
	text[len - 2] = '\0';
}

int rootspec_parse(const char *text, struct rootspec *ret_spec)
{
	struct rootspec spec = {.value = ""};
	char decoded[4 * FS_LABEL_SIZE];
	const char *rest;
	int err, i = 0;

	while (!(rest = text_after(text, forms[i].prefix)))
		i++;
	if (forms[i].encoding != PLAIN) {
		err = text_copy(decoded, sizeof(decoded), rest);
		if (err)
			return err;
		if (forms[i].encoding == UDEV)
			decode(decoded);
		else
			unquote(decoded);
		rest = decoded;
	}
	spec.kind = forms[i].kind;
	err = forms[i].parse(rest, &spec);
	if (!err)
		*ret_spec = spec;
	return err;
}

/* ---- devices --------------------------------------------------------------------------------- */

const char *rootspec_identifier(enum rootspec_kind kind, const struct blockdev *dev,
				const struct fs_id *id, char number[ROOTSPEC_NUMBER_SIZE])
{
	const struct rootkind *k = &rootkinds[kind];
	const char *of = k->content ? (const char *)id : (const char *)dev;

	if (kind == ROOT_NUMBER) {
		text_format(number, ROOTSPEC_NUMBER_SIZE, "%u:%u", dev->major, dev->minor);
		return number;
	}
	return of && k->size ? of + k->offset : "";
}

/* Whether VG!LV is the volume VG-LV of the mapper, where '-' within each name is doubled. */
static bool is_volume(const char *name, const char *mapper)
{
	if (!strchr(name, '!'))
		return false;
	for (; *name; name++) {
		if (*mapper++ != (*name == '!' ? '-' : *name))
			return false;
		if (*name == '-' && *mapper++ != '-')
			return false;
	}
	return !*mapper;
}

const char *rootspec_file(const char *text)
{
	const char *colon = strstr(text, ":/");

	return colon ? colon + 1 : NULL;
}

bool rootspec_matches(const struct rootspec *spec, const struct blockdev *dev,
		      const struct fs_id *id)
{
	const struct rootkind *kind = &rootkinds[spec->kind];
	char number[ROOTSPEC_NUMBER_SIZE];
	const char *has = rootspec_identifier(spec->kind, dev, id, number);

	if (kind->content && (!id || !probe_is_mountable(id)))
		return false;
	if (spec->kind == ROOT_NAME && is_volume(spec->value, dev->mapper))
		return true;
	return (kind->any_case ? text_equal_nocase : text_equal)(has, spec->value);
}

/* The disk itself has number 0. */
bool rootspec_leads_to(const struct rootspec *spec, const struct blockdev *found,
		       const struct blockdev *dev)
{
	const char *disk = dev->partition ? dev->disk : dev->name;

	if (!spec->offset)
		return text_equal(dev->name, found->name);
	return text_equal(disk, found->disk) &&
	       (int64_t)dev->partition == (int64_t)found->partition + spec->offset;
}

unsigned rootspec_distance(const struct rootspec *spec, const struct blockdev *dev,
			   const struct fs_id *id)
{
	char number[ROOTSPEC_NUMBER_SIZE];
	const char *has = rootspec_identifier(spec->kind, dev, id, number);

	return *has ? text_distance(spec->value, has) : UINT_MAX;
}
