/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text: whole tokens, strict numbers, copies that never cut.
 *
 * klibc's strtoul, fgets and fnmatch differ from what their names promise (and wrap, drop lines,
 * and lose brackets); these are used instead, everywhere.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

char text_lower(char c); /* ASCII only */
bool text_equal(const char *a, const char *b);
bool text_equal_nocase(const char *a, const char *b); /* ASCII only */
/* What follows `prefix` in `text`, or NULL where `text` does not begin with it. */
const char *text_after(const char *text, const char *prefix);

/*
 * The whole of `text` as a number of `base` (10, 16 or 8; no prefix, no sign, no blanks).
 * -EINVAL: empty or another character; -ERANGE: above `max`. *ret_value is left alone on failure.
 */
int text_number(const char *text, unsigned base, uint64_t max, uint64_t *ret_value);

/*
 * The whole of `text` as kstrtoint() reads it with base 0 (lib/kstrtox.c, 6.1): a sign, then hex
 * digits after 0x, octal digits after 0, or decimal digits. Errors as those of text_number().
 */
int text_integer(const char *text, int32_t *ret_value);

/* Copies with the final NUL; -ENAMETOOLONG, and nothing copied, when it does not fit `size`. */
int text_copy(char *to, size_t size, const char *from);
/* The same for `len` bytes that may not end with NUL; -EINVAL when there is a NUL among them. */
int text_copy_n(char *to, size_t size, const char *from, size_t len);
/* printf into a buffer: the length, or -ENAMETOOLONG and an empty string when it does not fit. */
int text_format(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The bytes of the UTF-8 character at `text`, 1 to 4; 0 where there is none. NUL is none. */
size_t text_character(const char *text);

/*
 * The next item of a comma list: returns its length and moves *list past it and its comma.
 * Items may be empty; the end of the list is *list == NULL. Start with the whole text.
 */
size_t text_item(const char **list, const char **ret_item);

/*
 * The next line of a text in memory: its length (without the newline), *rest moved past it;
 * -1 at the end. The last line needs no newline.
 */
long text_line(const char **rest, const char *end, const char **ret_line);
/* The next run of characters that are not blanks or tabs, in the same manner; -1 at the end. */
long text_token(const char **rest, const char *end, const char **ret_token);

/*
 * How many characters must be put in, taken out or changed to make one text of the other, case
 * aside (Levenshtein's distance). UINT_MAX where `b` is longer than TEXT_DISTANCE_MAX.
 */
enum { TEXT_DISTANCE_MAX = 256 };
unsigned text_distance(const char *a, const char *b);

/* '-' and '_' are one character in the names of modules and parameters (kernel/params.c, 6.1). */
bool text_param_equal(const char *a, const char *b, size_t len);
/* Makes a module's name of what people and files call it: '-' to '_' outside of [...]. */
void text_underscores(char *name);

#endif
