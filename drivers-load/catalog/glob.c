// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/catalog/glob.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

int glob_start(struct glob *g, const char *text)
{
	size_t len = strlen(text);

	if (len >= GLOB_TEXT_SIZE)
		return -ENAMETOOLONG;
	g->text = text;
	g->len = len;
	g->words = len / 64 + 1;
	g->mode = GLOB_PLAIN;
	g->below = false;
	memset(g->at, 0, g->words * sizeof(g->at[0]));
	g->at[0] = 1;
	return 0;
}

void glob_copy(struct glob *to, const struct glob *from)
{
	memcpy(to, from, offsetof(struct glob, at) + from->words * sizeof(from->at[0]));
}

static void class_fill(struct glob *g, uint64_t bits)
{
	for (int i = 0; i < 4; i++)
		g->class[i] = bits;
}

static void class_add(struct glob *g, unsigned from, unsigned to)
{
	for (unsigned c = from; c <= to; c++)
		g->class[c / 64] |= UINT64_C(1) << c % 64;
}

/* Positions in word `w` whose character is in the class; the end of the text is not. */
static uint64_t fitting(const struct glob *g, unsigned w)
{
	uint64_t fits = 0;

	for (uint64_t left = g->at[w]; left; left &= left - 1) {
		unsigned bit = __builtin_ctzll(left);
		unsigned char c = g->text[w * 64 + bit];

		if (c && g->class[c / 64] >> c % 64 & 1)
			fits |= UINT64_C(1) << bit;
	}
	return fits;
}

/* Consumes one character of the class: matching positions advance by one, others are dropped. */
static bool advance(struct glob *g)
{
	uint64_t carry = 0, any = 0;

	for (unsigned w = 0; w < g->words; w++) {
		uint64_t fits = fitting(g, w);

		g->at[w] = fits << 1 | carry;
		carry = fits >> 63;
		any |= g->at[w];
	}
	return any;
}

/* Adds all positions after the first one, up to the end of the text. */
static bool star(struct glob *g)
{
	uint64_t fill = 0;

	for (unsigned w = 0; w < g->words; w++) {
		uint64_t lowest = g->at[w] & -g->at[w];

		g->at[w] = fill ? fill : -lowest;
		if (lowest)
			fill = ~UINT64_C(0);
	}
	g->at[g->words - 1] &= ~UINT64_C(0) >> (63 - g->len % 64);
	return true;
}

static bool class_close(struct glob *g)
{
	if (g->mode == GLOB_RANGE)
		class_add(g, '-', '-');
	for (int i = 0; g->negated && i < 4; i++)
		g->class[i] = ~g->class[i];
	g->mode = GLOB_PLAIN;
	return advance(g);
}

/* Within [...]: a leading ']' and a trailing '-' are members of the class. */
static bool class_step(struct glob *g, unsigned char c)
{
	if (g->mode == GLOB_OPEN && (c == '!' || c == '^')) {
		g->negated = true;
		g->mode = GLOB_FIRST;
		return true;
	}
	if (c == ']' && (g->mode == GLOB_INSIDE || g->mode == GLOB_RANGE))
		return class_close(g);
	if (c == '-' && g->mode == GLOB_INSIDE) {
		g->mode = GLOB_RANGE;
		return true;
	}
	class_add(g, g->mode == GLOB_RANGE ? g->last : c, c);
	g->last = c;
	g->mode = GLOB_INSIDE;
	return true;
}

bool glob_step(struct glob *g, char c)
{
	if (g->below && glob_done(g))
		return true;
	if (g->mode != GLOB_PLAIN)
		return class_step(g, c);
	if (c == '*')
		return star(g);
	class_fill(g, c == '?' ? ~UINT64_C(0) : 0);
	if (c == '[') {
		g->mode = GLOB_OPEN;
		g->negated = false;
		return true;
	}
	if (c != '?')
		class_add(g, (unsigned char)c, (unsigned char)c);
	return advance(g);
}

bool glob_done(const struct glob *g)
{
	return g->mode == GLOB_PLAIN && g->at[g->words - 1] >> g->len % 64 & 1;
}

static bool is_special(char c)
{
	return c == '*' || c == '?' || c == '[';
}

bool glob_match(const char *pattern, const char *text)
{
	struct glob g;

	/* Fast path: most patterns differ early, or have no special characters. */
	for (; *pattern && !is_special(*pattern); pattern++, text++)
		if (*pattern != *text)
			return false;
	if (glob_start(&g, text))
		return false;
	for (; *pattern; pattern++)
		if (!glob_step(&g, *pattern))
			return false;
	return glob_done(&g);
}
