// SPDX-License-Identifier: GPL-2.0
#include "fs/verity/roothash.h"

#include <string.h>

#include "lib/text.h"

enum { SECTOR = 512, DIGITS = 32 /* of 128 bits */ };

bool roothash_is_valid(const char *hash)
{
	size_t len = strlen(hash);

	return len >= ROOTHASH_DIGITS_MIN && len <= ROOTHASH_DIGITS_MAX && len % 2 == 0 &&
	       strspn(hash, "0123456789abcdefABCDEF") == len;
}

static void to_uuid(const char *digits, char uuid[UUID_SIZE])
{
	text_format(uuid, UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12,
		    digits + 16, digits + 20);
}

void roothash_partitions(const char *hash, char data[UUID_SIZE], char tree[UUID_SIZE])
{
	to_uuid(hash, data);
	to_uuid(hash + strlen(hash) - DIGITS, tree);
}

/* ---- options ------------------------------------------------------------------------------- */

static const char unsupported[] = "not supported",
		  in_superblock[] = "not supported: the superblock contains it",
		  needs_superblock[] = "only superblock=yes is supported";

typedef const char *option_fn(struct verity_options *o, const char *value);

static const char *on_corruption(struct verity_options *o, const char *mode)
{
	if (o->on_corruption && !text_equal(o->on_corruption, mode))
		return "it contradicts another option";
	o->on_corruption = mode;
	return NULL;
}

static const char *take_ignore(struct verity_options *o, const char *value)
{
	(void)value;
	return on_corruption(o, "ignore_corruption");
}

static const char *take_restart(struct verity_options *o, const char *value)
{
	(void)value;
	return on_corruption(o, "restart_on_corruption");
}

static const char *take_panic(struct verity_options *o, const char *value)
{
	(void)value;
	return on_corruption(o, "panic_on_corruption");
}

static const char *take_zeroes(struct verity_options *o, const char *value)
{
	(void)value;
	o->ignore_zeroes = true;
	return NULL;
}

static const char *take_once(struct verity_options *o, const char *value)
{
	(void)value;
	o->check_once = true;
	return NULL;
}

static const char *take_offset(struct verity_options *o, const char *value)
{
	if (text_number(value, 10, INT64_MAX, &o->hash_offset) || o->hash_offset % SECTOR)
		return "expected a multiple of 512";
	return NULL;
}

static const char *take_superblock(struct verity_options *o, const char *value)
{
	static const char *const yes[] = {"yes", "1", "true", "on"};

	(void)o;
	for (unsigned i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (text_equal(value, yes[i]))
			return NULL;
	return needs_superblock;
}

/* A name that ends in '=' has a value. Without a function, the option is refused for the reason. */
static const struct {
	const char *name;
	option_fn *take;
	const char *refusal;
} options[] = {
	{"ignore-corruption", take_ignore, NULL},
	{"restart-on-corruption", take_restart, NULL},
	{"panic-on-corruption", take_panic, NULL},
	{"ignore-zero-blocks", take_zeroes, NULL},
	{"check-at-most-once", take_once, NULL},
	{"hash-offset=", take_offset, NULL},
	{"superblock=", take_superblock, NULL},
	{"root-hash-signature=", NULL, unsupported},
	{"fec-device=", NULL, unsupported},
	{"fec-offset=", NULL, unsupported},
	{"fec-roots=", NULL, unsupported},
	{"format=", NULL, in_superblock},
	{"data-block-size=", NULL, in_superblock},
	{"hash-block-size=", NULL, in_superblock},
	{"data-blocks=", NULL, in_superblock},
	{"salt=", NULL, in_superblock},
	{"uuid=", NULL, in_superblock},
	{"hash=", NULL, in_superblock},
};

static const char *take_option(struct verity_options *o, const char *option)
{
	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *name = options[i].name, *value = text_after(option, name);

		if (value && (!*value || name[strlen(name) - 1] == '='))
			return options[i].take ? options[i].take(o, value) : options[i].refusal;
	}
	return "unknown";
}

const char *roothash_options(const char *text, struct verity_options *ret_options,
			     const char **ret_option, size_t *ret_len)
{
	struct verity_options o = {.on_corruption = NULL};
	char option[64];
	const char *why;

	while (text) {
		*ret_len = text_item(&text, ret_option);
		if (!*ret_len)
			continue;
		/* the longest that is supported is shorter */
		why = text_copy_n(option, sizeof(option), *ret_option, *ret_len)
			      ? "too long"
			      : take_option(&o, option);
		if (why)
			return why;
	}
	*ret_options = o;
	return NULL;
}
