/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bounds-checked reads from untrusted data.
 *
 * A read beyond the end returns 0 and sets `over`, which is never cleared: a parser reads all
 * fields, then calls bytes_ok() once before it uses them. Data are not copied; no alignment is
 * required.
 */
#ifndef LIB_BYTES_H
#define LIB_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const unsigned char *at;
	size_t len;
	bool over; /* a read beyond the end was tried */
};

static inline struct bytes bytes_of(const void *data, size_t len)
{
	return (struct bytes){.at = data, .len = len};
}

static inline bool bytes_ok(const struct bytes *b)
{
	return !b->over;
}

/* `len` bytes at `offset`; NULL, and `over` set, if they exceed the end. */
const unsigned char *bytes_at(struct bytes *b, size_t offset, size_t len);

/* Whether the `len` bytes at `offset` equal `want`. */
bool bytes_are(struct bytes *b, size_t offset, const void *want, size_t len);
uint8_t bytes_u8(struct bytes *b, size_t offset);
uint16_t bytes_le16(struct bytes *b, size_t offset);
uint32_t bytes_le32(struct bytes *b, size_t offset);
uint64_t bytes_le64(struct bytes *b, size_t offset);
uint16_t bytes_be16(struct bytes *b, size_t offset);
uint32_t bytes_be32(struct bytes *b, size_t offset);
uint64_t bytes_be64(struct bytes *b, size_t offset);

#endif
