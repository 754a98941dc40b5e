/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text: whole tokens, strict numbers, copies without truncation.
 *
 * Use these instead of klibc's functions: its strtoul() wraps, its fgets() drops a last line
 * without newline, and its fnmatch() mishandles brackets.
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
/* Whether `len` bytes of a longer text, as an item of a list, are all of `text`. */
bool text_is(const char *part, size_t len, const char *text);
/* The rest of `text` after `prefix`; NULL if `text` does not start with it. */
const char *text_after(const char *text, const char *prefix);

/*
 * Parses the whole of `text` as a number in `base` 10, 16 or 8; no prefix, sign or blanks. -EINVAL:
 * empty or an invalid character; -ERANGE: above `max`. *ret_value is unchanged on failure.
 */
int text_number(const char *text, unsigned base, uint64_t max, uint64_t *ret_value);

/*
 * Parses the whole of `text` like kstrtoint() with base 0 (lib/kstrtox.c, 6.1): an optional sign,
 * then 0x and hex digits, 0 and octal digits, or decimal digits. Errors as for text_number().
 */
int text_integer(const char *text, int32_t *ret_value);

/* Copies with the final NUL. -ENAMETOOLONG, and nothing is copied, if it exceeds `size`. */
int text_copy(char *to, size_t size, const char *from);
/* Like text_copy(), for `len` bytes without a NUL at the end; -EINVAL if they contain one. */
int text_copy_n(char *to, size_t size, const char *from, size_t len);
/* printf() into a buffer: the length, or -ENAMETOOLONG and an empty string if it does not fit. */
int text_format(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Length in bytes, 1 to 4, of the UTF-8 character at `text`; 0 if it is invalid or NUL. */
size_t text_character(const char *text);

/*
 * Next item of a comma-separated list: returns its length and moves *list past the comma. Items may
 * be empty; *list is NULL after the last. Start with *list at the whole text.
 */
size_t text_item(const char **list, const char **ret_item);

/*
 * Next line of a text in memory: returns its length without the newline and advances *rest; -1 at
 * the end. The last line needs no newline.
 */
long text_line(const char **rest, const char *end, const char **ret_line);
/* Next token between blanks and tabs, like text_line(); -1 at the end. */
long text_token(const char **rest, const char *end, const char **ret_token);

/* Levenshtein distance, ignoring case. UINT_MAX if `b` is longer than TEXT_DISTANCE_MAX. */
enum { TEXT_DISTANCE_MAX = 256 };
unsigned text_distance(const char *a, const char *b);

/* Compares names of modules or parameters: '-' equals '_' (kernel/params.c, 6.1). */
bool text_param_equal(const char *a, const char *b, size_t len);
/* Normalizes a module name or alias: replaces '-' by '_', except inside [...]. */
void text_underscores(char *name);

#endif
