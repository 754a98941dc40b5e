/* SPDX-License-Identifier: GPL-2.0 */
/* An image, which is read in blocks: it may be larger than the memory. */
#ifndef TOOLS_MKINITRD_LIST_IMAGEFILE_H
#define TOOLS_MKINITRD_LIST_IMAGEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;

enum { IMAGEFILE_BLOCK = 1 << 16 };

struct imagefile {
	const char *path;
	int fd;
	uint64_t size;
	bool failed; /* a block could not be read, which was reported */
	uint64_t at; /* of the block */
	size_t len;
	unsigned char block[IMAGEFILE_BLOCK];
};

/* Part of an image that libarchive reads. */
struct imagepart {
	struct imagefile *file;
	uint64_t at, end;
	unsigned char block[IMAGEFILE_BLOCK];
};

/* Opens a regular file. Errors are reported. */
int imagefile_open(const char *path, struct imagefile *ret_file);
void imagefile_close(struct imagefile *file);

/* The bytes at `at`, which are valid until the next call; fewer than `len` only at the end. */
const unsigned char *imagefile_bytes(struct imagefile *file, uint64_t at, size_t len,
				     size_t *ret_len);

/* Opens a part as an archive, or `raw`, only to decompress it; NULL: it is neither. */
struct archive *imagepart_open(struct imagepart *part, bool raw);

#endif
