/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The index files that depmod writes (modules.dep.bin and its like): a radix tree of keys.
 * All numbers are 32 bits, big endian (libkmod/libkmod-index.h, kmod 30).
 *
 *	file:	magic b007f457 | version 0002xxxx | reference of the root node | nodes ...
 *
 *	reference of a node: its offset in the file (28 bits, 0 means none) and flags for the
 *	parts of the node. The parts follow each other:
 *
 *	80000000  prefix	a NUL-terminated string, common to all keys below
 *	20000000  children	first u8 | last u8 | a reference for each character, first to last
 *	40000000  values	count | count times: priority | NUL-terminated string
 *
 * A key consists of the prefixes and the children's characters on the path to its node. Keys of
 * modules.alias.bin are patterns.
 *
 * The file is not trusted: every look-up ends in bounded time and stack.
 */
#ifndef DRIVERS_LOAD_CATALOG_INDEX_H
#define DRIVERS_LOAD_CATALOG_INDEX_H

#include <stdint.h>

#include "lib/bytes.h"

struct index {
	struct bytes map;
	uint32_t root;
};

/* Pointers to strings in the index, each value once, in depmod's order (modules.order). */
enum { INDEX_HITS = 128 };
struct index_hits {
	unsigned count;
	struct index_hit {
		uint32_t priority;
		const char *value;
	} at[INDEX_HITS];
};

/* -EINVAL: not an index. A zeroed index is valid and empty. */
int index_parse(struct bytes map, struct index *ret_index);
/* Like index_parse(), for a file, which stays mapped. */
int index_open(const char *path, struct index *ret_index);

/* The first value of exactly this key. -ENOENT; -EINVAL: the index is damaged. */
int index_find(const struct index *index, const char *key, const char **ret_value);
/*
 * Adds the values of all keys that match `text` as patterns. -E2BIG: more than INDEX_HITS; -EINVAL:
 * the index is damaged. Earlier hits are kept.
 */
int index_match(const struct index *index, const char *text, struct index_hits *hits);
/* Likewise, the values of all keys that begin with `text`, or with patterns that match it. */
int index_below(const struct index *index, const char *text, struct index_hits *hits);

#endif
