/* SPDX-License-Identifier: GPL-2.0 */
/* depmod's index, for keys that differ in their first letter. */
#ifndef HOST_TESTS_WORLD_INDEX_H
#define HOST_TESTS_WORLD_INDEX_H

#include <stddef.h>

enum { INDEX_SIZE = 1024 };

struct index_entry {
	const char *key, *value;
};

/* The entries are in the order of their keys; returns the number of bytes. */
size_t index_make(unsigned char bytes[INDEX_SIZE], const struct index_entry *entries, int count);

#endif
