/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Patterns, as the aliases of modules use them: * any text, ? any character, [ab] [a-z] [!a] one of
 * a class, everything else itself. A class that is never closed matches nothing; there are no
 * escapes, since aliases have none.
 *
 * The pattern comes one character at a time, so that a whole tree of patterns can be tried against
 * a text in one walk, which turns back as soon as nothing below can match. What is kept is the set
 * of places in the text that the pattern so far may end at: no backtracking, whatever the pattern.
 */
#ifndef DRIVERS_LOAD_GLOB_H
#define DRIVERS_LOAD_GLOB_H

#include <stdbool.h>
#include <stdint.h>

/* No modalias is longer: it is a variable of a uevent, which holds 2,048 bytes of them. */
enum { GLOB_TEXT_SIZE = 2048, GLOB_WORDS = GLOB_TEXT_SIZE / 64 };

struct glob {
	const char *text;
	unsigned len, words; /* words of `at` in use: places 0 to len */
	enum { GLOB_PLAIN, GLOB_OPEN, GLOB_FIRST, GLOB_INSIDE, GLOB_RANGE } mode;
	bool negated; /* of the class that is being read, with what follows */
	unsigned char last;
	uint64_t class[4];
	uint64_t at[GLOB_WORDS];
};

/* -ENAMETOOLONG when the text and its NUL do not fit GLOB_TEXT_SIZE. The text is not copied. */
int glob_start(struct glob *g, const char *text);
/* Another character of the pattern. False: no pattern that begins like this matches. */
bool glob_step(struct glob *g, char c);
/* Whether the pattern matches if it ends here. */
bool glob_done(const struct glob *g);
void glob_copy(struct glob *to, const struct glob *from);

/* A whole pattern; where it is not plain, a text that is too long is not matched. */
bool glob_match(const char *pattern, const char *text);

#endif
