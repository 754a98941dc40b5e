// SPDX-License-Identifier: GPL-2.0
#include "host-tests/sparse.h"

#include <stdio.h>
#include <string.h>

enum { PIECES = 8, PIECE_HEADER = 12 };

bool sparse_open(const void *image, size_t len, struct sparse *ret_sparse)
{
	struct bytes bytes = bytes_of(image, len);
	uint64_t size = bytes_le64(&bytes, 0);

	if (!bytes_ok(&bytes))
		return false;
	*ret_sparse = (struct sparse){bytes, size};
	return true;
}

/* Copies the overlap of this piece into `buf`, which represents the device from `offset` on. */
static void overlay(unsigned char *buf, size_t len, uint64_t offset, const unsigned char *piece,
		    uint64_t at, uint32_t piece_len)
{
	for (uint32_t i = 0; i < piece_len; i++)
		if (at + i >= offset && at + i - offset < len)
			buf[at + i - offset] = piece[i];
}

ssize_t sparse_read(struct sparse *sparse, void *buf, size_t len, uint64_t offset)
{
	struct bytes image = sparse->image;
	size_t next = PIECES;

	if (offset >= sparse->size)
		return 0;
	if (len > sparse->size - offset)
		len = sparse->size - offset;
	memset(buf, 0, len);
	for (;;) {
		uint64_t at = bytes_le64(&image, next);
		uint32_t piece_len = bytes_le32(&image, next + 8);
		const unsigned char *piece = bytes_at(&image, next + PIECE_HEADER, piece_len);

		if (!bytes_ok(&image))
			return len;
		overlay(buf, len, offset, piece, at, piece_len);
		next += PIECE_HEADER + piece_len;
	}
}

bool sparse_corpus(const char *name, struct sparse *ret_sparse)
{
	static unsigned char image[65536];
	char path[256];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "host-tests/corpus/probe/%s", name);
	file = fopen(path, "rb");
	if (!file)
		return false;
	len = fread(image, 1, sizeof(image), file);
	fclose(file);
	return len < sizeof(image) && sparse_open(image, len, ret_sparse);
}
