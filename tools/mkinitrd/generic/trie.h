/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An index in depmod's format, read by drivers-load/catalog/index.h: a tree of the characters of its keys.
 * Unlike depmod, it writes equal subtrees once, so that the many aliases of a module share their
 * ends; readers accept that.
 */
#ifndef TOOLS_MKINITRD_GENERIC_TRIE_H
#define TOOLS_MKINITRD_GENERIC_TRIE_H

#include <stddef.h>

struct trie_entry {
	const char *key; /* 7-bit characters */
	const char *value;
	unsigned priority; /* of several values that match, the lowest comes first */
};

/* Sorts the entries; returns the index in new memory. */
char *trie_make(struct trie_entry *entries, size_t count, size_t *ret_len);

#endif
