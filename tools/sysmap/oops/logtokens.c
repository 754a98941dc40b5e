// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/logtokens.h"

#include <string.h>

struct cursor {
	const char *at, *end;
};

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || c == '$';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool take(struct cursor *c, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(c->end - c->at) < len || memcmp(c->at, text, len))
		return false;
	c->at += len;
	return true;
}

/* The number of digits; 0: none, or more than 64 bits. */
static unsigned take_hex(struct cursor *c, uint64_t *ret_value)
{
	const char *begin = c->at;
	uint64_t value = 0;

	for (; c->at < c->end && hex_value(*c->at) >= 0; c->at++)
		value = value << 4 | (unsigned)hex_value(*c->at);
	if (c->at == begin || c->at - begin > 16)
		return 0;
	*ret_value = value;
	return c->at - begin;
}

/* A separate word of 8 or 16 digits, with or without 0x. */
static bool take_address(struct cursor *c, struct log_token *token)
{
	struct cursor ahead = *c;

	(void)take(&ahead, "0x"); /* the prefix is optional */
	token->digits = take_hex(&ahead, &token->value);
	if ((token->digits != 8 && token->digits != 16) ||
	    (ahead.at < ahead.end && is_name_character(*ahead.at)))
		return false;
	(void)take(&ahead, ">]"); /* [<ADDRESS>] */
	token->is_frame = false;
	token->begin = c->at;
	token->end = ahead.at;
	*c = ahead;
	return true;
}

/* NAME+0xOFFSET/0xSIZE; the cursor is after NAME. */
static bool take_frame(struct cursor *c, const char *begin, struct log_token *token)
{
	struct cursor ahead = *c;

	token->name_len = c->at - begin;
	if (!take(&ahead, "+0x") || !take_hex(&ahead, &token->value) || !take(&ahead, "/0x") ||
	    !take_hex(&ahead, &token->size))
		return false;
	token->is_frame = true;
	token->begin = begin;
	token->end = ahead.at;
	*c = ahead;
	token->in_module = take(&ahead, " [") && ahead.at < ahead.end &&
			   is_name_character(*ahead.at);
	return true;
}

static bool take_token(struct cursor *c, struct log_token *token)
{
	const char *begin = c->at;

	if (take_address(c, token))
		return true;
	while (c->at < c->end && is_name_character(*c->at))
		c->at++;
	return take_frame(c, begin, token);
}

/* Blanks, a bracket, "? ", and the address again may precede the symbol of an address. */
static bool is_named(const struct log_token *address, const struct log_token *next, const char *end)
{
	struct cursor c = {address->end, end};

	while (c.at < c.end && strchr(" \t?[<(", *c.at))
		c.at++;
	if (next && c.at == next->begin)
		return next->is_frame || (next->value == address->value && next->named);
	/* arm: [<c0008abc>] (dump_backtrace) from ...; the (L) of arm64 is not a name */
	return address->end[-1] == ']' && c.at > address->end && c.at[-1] == '(' && c.at < end &&
	       is_name_character(*c.at);
}

size_t log_tokens(const char *line, size_t len, struct log_token tokens[TOKENS])
{
	struct cursor c = {line, line + len};
	size_t count = 0;

	while (c.at < c.end && count < TOKENS) {
		if (!is_name_character(*c.at))
			c.at++;
		else
			count += take_token(&c, &tokens[count]);
	}
	for (size_t i = count; i-- > 0;)
		if (!tokens[i].is_frame)
			tokens[i].named = is_named(
				&tokens[i], i + 1 < count ? &tokens[i + 1] : NULL, line + len);
	return count;
}
