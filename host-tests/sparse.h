/* SPDX-License-Identifier: GPL-2.0 */
/* A device in the form of host-tests/images.py: its size, and its nonzero pieces. */
#ifndef HOST_TESTS_SPARSE_H
#define HOST_TESTS_SPARSE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/bytes.h"

struct sparse {
	struct bytes image;
	uint64_t size; /* of the device */
};

/* False if the image is too short for a size. The caller keeps the image. */
bool sparse_open(const void *image, size_t len, struct sparse *ret_sparse);
/* Like pread(2). Pieces beyond the end of the device are ignored. */
ssize_t sparse_read(struct sparse *sparse, void *buf, size_t len, uint64_t offset);

/* Opens an image of host-tests/corpus/probe; one at a time. */
bool sparse_corpus(const char *name, struct sparse *ret_sparse);

#endif
