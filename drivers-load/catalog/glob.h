/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patterns of module aliases: * any text, ? any character, [ab] [a-z] [!a] a class, other
 * characters themselves. An unterminated class matches nothing. There are no escapes, as in
 * aliases.
 *
 * The pattern is fed one character at a time, so that one walk can match a text against a tree of
 * patterns and leave a branch as soon as it cannot match. The state is the set of positions in the
 * text where the pattern read so far may end: there is no backtracking.
 */
#ifndef DRIVERS_LOAD_CATALOG_GLOB_H
#define DRIVERS_LOAD_CATALOG_GLOB_H

#include <stdbool.h>
#include <stdint.h>

/* Limits a modalias: it is a uevent variable, and all of those fit 2,048 bytes. */
enum { GLOB_TEXT_SIZE = 2048, GLOB_WORDS = GLOB_TEXT_SIZE / 64 };

struct glob {
	const char *text;
	unsigned len, words; /* words of `at` in use; positions 0 to len */
	enum { GLOB_PLAIN, GLOB_OPEN, GLOB_FIRST, GLOB_INSIDE, GLOB_RANGE } mode;
	bool below;   /* everything that follows the whole text matches too */
	bool negated; /* state of the class that is being read, with the next two */
	unsigned char last;
	uint64_t class[4];
	uint64_t at[GLOB_WORDS];
};

/* -ENAMETOOLONG if the text and its NUL exceed GLOB_TEXT_SIZE. The text is not copied. */
int glob_start(struct glob *g, const char *text);
/* Feeds the next character of the pattern. False: no pattern with this prefix matches. */
bool glob_step(struct glob *g, char c);
/* Whether the pattern read so far matches the whole text. */
bool glob_done(const struct glob *g);
void glob_copy(struct glob *to, const struct glob *from);

/* Matches a whole pattern; with special characters, a text that is too long does not match. */
bool glob_match(const char *pattern, const char *text);

#endif
