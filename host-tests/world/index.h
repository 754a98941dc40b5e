/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Builds an index in depmod's format for the simulated image. The keys must differ in their first
 * letter.
 */
#ifndef HOST_TESTS_WORLD_INDEX_H
#define HOST_TESTS_WORLD_INDEX_H

#include <stddef.h>

enum { INDEX_SIZE = 1024 };

struct index_entry {
	const char *key, *value;
};

/* The entries must be sorted by key; returns the number of bytes. */
size_t index_make(unsigned char bytes[INDEX_SIZE], const struct index_entry *entries, int count);

#endif
