/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device in the form of host-tests/images.py: its size, and the pieces of it that are not zero.
 */
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

/* False where there is not even a size. The image stays with the caller. */
bool sparse_open(const void *image, size_t len, struct sparse *ret_sparse);
/* As pread(2). What an image says of places behind the end of the device is passed over. */
ssize_t sparse_read(struct sparse *sparse, void *buf, size_t len, uint64_t offset);

/* Opens an image of host-tests/corpus/probe; one at a time. */
bool sparse_corpus(const char *name, struct sparse *ret_sparse);

#endif
