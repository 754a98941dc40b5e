/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts from which kallsyms names are assembled (sysmap/kallsyms.h). The search for the tables
 * starts here: no other table is recognizable by its contents.
 */
#ifndef SYSMAP_TOKENS_H
#define SYSMAP_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "sysmap/kallsyms.h"

enum { TOKENS_INDEX_SIZE = 512 };

/* Next offset from `at` on that is aligned to `unit`. */
size_t tokens_align(size_t at, unsigned unit);

/* Finds token_table and token_index in k->data, for tables aligned to k->unit. */
bool tokens_find(struct kallsyms *k);

/* Text of a token, after tokens_find(). */
const char *tokens_text(struct kallsyms *k, unsigned token);

#endif
