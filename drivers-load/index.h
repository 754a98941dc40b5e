/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The index files that depmod writes (modules.dep.bin and its like): a radix tree of keys.
 * All numbers are 32 bits, big endian (libkmod/libkmod-index.h, kmod 30).
 *
 *	file:	magic b007f457 | version 0002xxxx | reference of the root node | nodes ...
 *
 *	reference of a node: its offset in the file (28 bits, 0 is no node), and flags that say
 *which parts the node has. The parts follow each other:
 *
 *	80000000  prefix	a string with its NUL, that comes before all else below the node
 *	20000000  children	first u8 | last u8 | a reference for each character, first to last
 *	40000000  values	count | count times: priority | a string with its NUL
 *
 * A key is what the prefixes and the children's characters on the way to its node spell. Keys of
 * modules.alias.bin are patterns.
 *
 * The file is not trusted: whatever it holds, a look-up ends, in bounded time and stack.
 */
#ifndef DRIVERS_LOAD_INDEX_H
#define DRIVERS_LOAD_INDEX_H

#include <stdint.h>

#include "lib/bytes.h"

struct index {
	struct bytes map;
	uint32_t root;
};

/* Strings that lie in the index, the first in depmod's order (modules.order) first, each once. */
enum { INDEX_HITS = 128 };
struct index_hits {
	unsigned count;
	struct index_hit {
		uint32_t priority;
		const char *value;
	} at[INDEX_HITS];
};

/* -EINVAL: not an index. A zeroed index is good too, and empty. */
int index_parse(struct bytes map, struct index *ret_index);
/* The same for a file, which stays mapped. */
int index_open(const char *path, struct index *ret_index);

/* The first value of this very key; -ENOENT; -EINVAL: the index is damaged. */
int index_find(const struct index *index, const char *key, const char **ret_value);
/*
 * Adds the values of every key that, as a pattern, matches `text`. -E2BIG: more than INDEX_HITS;
 * -EINVAL: the index is damaged. What was found until then is kept.
 */
int index_match(const struct index *index, const char *text, struct index_hits *hits);

#endif
