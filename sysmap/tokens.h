/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts from which kallsyms names are assembled (sysmap/kallsyms.h). The search for the tables
 * starts here: no other table is recognizable by its contents.
 */
#ifndef SYSMAP_TOKENS_H
#define SYSMAP_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/bytes.h"

enum { TOKENS_INDEX_SIZE = 512 };

/* Next offset from `at` on that is aligned to `unit`. */
size_t tokens_align(size_t at, unsigned unit);

/* Offsets of token_table and token_index. */
struct tokens {
	size_t table, index;
};

/* Finds the tables, which are aligned to `unit`. */
bool tokens_find(struct bytes *data, unsigned unit, struct tokens *ret_tokens);

/* Text of a token. */
const char *tokens_text(struct bytes *data, const struct tokens *t, unsigned token);

#endif
