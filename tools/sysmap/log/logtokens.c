// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/log/logtokens.h"

#include <string.h>

struct cursor {
	const char *at, *end;
};

/* The characters of a word: of names, which include all digits. */
static const bool name_characters[256] = {
	['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
	['_'] = true,         ['.'] = true,         ['$'] = true,
};

static bool is_name_character(char c)
{
	return name_characters[(unsigned char)c];
}

/* The values of digits, plus 1. */
static const unsigned char hex_values[256] = {
	['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static unsigned char hex_of(char c)
{
	return hex_values[(unsigned char)c];
}

static bool take(struct cursor *c, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(c->end - c->at) < len || memcmp(c->at, text, len))
		return false;
	c->at += len;
	return true;
}

static size_t take_word(struct cursor *c, const char **ret_word)
{
	*ret_word = c->at;
	while (c->at < c->end && is_name_character(*c->at))
		c->at++;
	return c->at - *ret_word;
}

/* A number of at most 64 bits; the number of digits, or 0. */
static unsigned take_hex(struct cursor *c, uint64_t *ret_value)
{
	const char *begin = c->at;
	uint64_t value = 0;

	for (; c->at < c->end && hex_of(*c->at); c->at++)
		value = value << 4 | (hex_of(*c->at) - 1u);
	if (c->at == begin || c->at - begin > 16)
		return 0;
	*ret_value = value;
	return c->at - begin;
}

static bool take_decimal(struct cursor *c, uint64_t *ret_value)
{
	const char *begin = c->at;
	uint64_t value = 0;

	for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++)
		value = value * 10 + (unsigned)(*c->at - '0');
	*ret_value = value;
	return c->at > begin && c->at - begin <= 9;
}

/*
 * A word of 8 or 16 digits, with or without 0x; the cursor is after it. A closing >] or > is part of
 * it, but not that of <ADDRESS>{NAME}.
 */
static bool take_address(struct cursor *c, const char *word, size_t len, struct log_token *token)
{
	size_t prefix = len > 2 && word[0] == '0' && word[1] == 'x' ? 2 : 0;
	struct cursor digits = {word + prefix, word + len};

	if (len - prefix != 8 && len - prefix != 16)
		return false;
	if (take_hex(&digits, &token->value) != len - prefix)
		return false;
	if (!take(c, ">]") && (c->end - c->at < 2 || c->at[1] != '{'))
		(void)take(c, ">");
	*token = (struct log_token){
		.begin = word, .end = c->at, .value = token->value, .digits = len - prefix};
	return true;
}

/* " [MODULE]" or " [MODULE BUILDID]" */
static void take_module(struct cursor *c, struct log_token *frame)
{
	struct cursor ahead = *c;
	const char *id;

	if (!take(&ahead, " ["))
		return;
	frame->module_len = take_word(&ahead, &frame->module);
	if (!frame->module_len)
		frame->module = NULL;
	if (take(&ahead, " "))
		(void)take_word(&ahead, &id); /* optional */
	if (frame->module && take(&ahead, "]"))
		*c = ahead;
}

/* NAME+0xOFFSET/0xSIZE; the cursor is after NAME. */
static bool take_frame(struct cursor *c, const char *name, size_t len, struct log_token *token)
{
	struct log_token frame = {.is_frame = true, .begin = name, .name_len = len};

	if (!take(c, "+0x") || !take_hex(c, &frame.value) || !take(c, "/0x") ||
	    !take_hex(c, &frame.size))
		return false;
	take_module(c, &frame);
	frame.end = c->at;
	*token = frame;
	return true;
}

/* >{NAME+DECIMAL} and >{:MODULE:NAME+DECIMAL}, after an address */
static bool take_braced(struct cursor *c, struct log_token *token)
{
	struct log_token frame = {.is_frame = true};

	if (!take(c, ">{"))
		return false;
	if (take(c, ":")) {
		frame.module_len = take_word(c, &frame.module);
		if (!frame.module_len || !take(c, ":"))
			return false;
	}
	frame.name_len = take_word(c, &frame.begin);
	if (!frame.name_len || !take(c, "+") || !take_decimal(c, &frame.value) || !take(c, "}"))
		return false;
	frame.end = c->at;
	*token = frame;
	return true;
}

/* " NAME [MODULE] 0xOFFSET", after [<ADDRESS>] */
static bool take_spaced(struct cursor *c, struct log_token *token)
{
	static const char kernel[] = "kernel";
	struct log_token frame = {.is_frame = true};

	if (!take(c, " "))
		return false;
	frame.name_len = take_word(c, &frame.begin);
	if (!frame.name_len || !take(c, " ["))
		return false;
	frame.module_len = take_word(c, &frame.module);
	if (!frame.module_len || !take(c, "] 0x") || !take_hex(c, &frame.value))
		return false;
	if (frame.module_len == strlen(kernel) && !memcmp(frame.module, kernel, strlen(kernel)))
		frame.module_len = 0;
	frame.module = frame.module_len ? frame.module : NULL;
	frame.end = c->at;
	*token = frame;
	return true;
}

/* Takes a frame of a form that is only recognized after its address. */
static bool take_name(struct cursor *c, struct log_token *address, struct log_token *token)
{
	struct cursor braced = *c, spaced = *c;

	if (take_braced(&braced, token))
		*c = braced;
	else if (address->end[-1] == ']' && take_spaced(&spaced, token))
		*c = spaced;
	else
		return false;
	address->named = true;
	return true;
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
		const char *word;
		size_t word_len = take_word(&c, &word);

		if (!word_len) {
			c.at++;
		} else if (c.at < c.end && *c.at == '+') {
			struct cursor ahead = c;

			if (take_frame(&ahead, word, word_len, &tokens[count])) {
				count++;
				c = ahead;
			}
		} else if (take_address(&c, word, word_len, &tokens[count])) {
			count++;
			if (count < TOKENS)
				count += take_name(&c, &tokens[count - 1], &tokens[count]);
		}
	}
	for (size_t i = count; i-- > 0;)
		if (!tokens[i].is_frame && !tokens[i].named)
			tokens[i].named = is_named(
				&tokens[i], i + 1 < count ? &tokens[i + 1] : NULL, line + len);
	return count;
}
