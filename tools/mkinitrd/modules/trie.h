/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An index in depmod's format, which drivers-load/index.h reads: a tree of the characters of its
 * keys. Parts of the tree that are the same are written once, so that the many aliases of one
 * module share their ends; depmod does not do so, and readers don't mind.
 */
#ifndef TOOLS_MKINITRD_MODULES_TRIE_H
#define TOOLS_MKINITRD_MODULES_TRIE_H

#include <stddef.h>

struct trie_entry {
	const char *key; /* of 7-bit characters */
	const char *value;
	unsigned priority; /* the lower, the sooner among the values that match */
};

/* The index as bytes: new memory. It sorts the entries. */
char *trie_make(struct trie_entry *entries, size_t count, size_t *ret_len);

#endif
