/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A GPT partition that is one of several roots: bits 48 to 56 of its attributes, as cgpt(1) of
 * Chrome OS and Bottlerocket use them.
 *
 *	0 to 3 priority, 0: not to be booted	 4 to 7 tries left	8 successful
 */
#ifndef FS_SLOT_H
#define FS_SLOT_H

#include <stdbool.h>
#include <stdint.h>

enum { SLOT_SHIFT = 48, SLOT_MASK = 0x1ff, SLOT_TRY = 1 << 4, SLOT_GOOD = 1 << 8 };

/* From the attributes of the partition. */
static inline unsigned slot_of(uint64_t attributes)
{
	return attributes >> SLOT_SHIFT & SLOT_MASK;
}

static inline unsigned slot_priority(unsigned slot)
{
	return slot & 15;
}

static inline unsigned slot_tries(unsigned slot)
{
	return slot >> 4 & 15;
}

static inline bool slot_is_good(unsigned slot)
{
	return slot & SLOT_GOOD;
}

#endif
