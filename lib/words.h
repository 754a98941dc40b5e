/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's words: `name` or `name=value`, apart by white space, "…" around what has blanks.
 * One parser for the command line and for /etc/gangway.conf.
 *
 * The grammar is next_arg() of lib/cmdline.c (6.1): a quote may open the whole word or begin
 * anywhere in it, and protects blanks up to the next quote; the quotes that open the word or the
 * value, and the one at the very end, are taken off; any other stays.
 */
#ifndef LIB_WORDS_H
#define LIB_WORDS_H

/*
 * Takes the first word off *rest, which it moves on; the text is changed in place (NULs, quotes).
 * *ret_value is NULL for a bare `name`. Returns 1 for a word, 0 at the end of the text.
 */
int words_next(char **rest, char **ret_name, char **ret_value);

#endif
