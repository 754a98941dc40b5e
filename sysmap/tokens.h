/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The texts that kallsyms' names are put together from (sysmap/kallsyms.h): what the search for all
 * the tables begins with, since nothing else of them is known by what it looks like.
 */
#ifndef SYSMAP_TOKENS_H
#define SYSMAP_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "sysmap/kallsyms.h"

enum { TOKENS_INDEX_SIZE = 512 };

/* The first place from `at` on that a table aligned to `unit` can have. */
size_t tokens_align(size_t at, unsigned unit);

/* Finds token_table and token_index in k->data, for tables that are aligned to k->unit. */
bool tokens_find(struct kallsyms *k);

/* What a token stands for, once they are found. */
const char *tokens_text(struct kallsyms *k, unsigned token);

#endif
