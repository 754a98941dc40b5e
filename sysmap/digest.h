/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a file, or the text of a symbolic link, is known again by wherever it lies and whenever it
 * was written: its size, and FNV-1a of 64 bits over its bytes. That tells maps apart, and files
 * that were changed; it is no defence against whoever would make two that agree.
 */
#ifndef SYSMAP_DIGEST_H
#define SYSMAP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest {
	uint64_t size, hash;
};

/* Of no bytes. */
#define DIGEST_EMPTY ((struct digest){0, 0xcbf29ce484222325})

void digest_add(struct digest *digest, const void *bytes, size_t len);
bool digest_equal(const struct digest *a, const struct digest *b);

/* Of the whole file, by position: `fd` stays where it stands. Or the error of a read. */
int digest_fd(int fd, struct digest *ret_digest);
/* Of the file, or of what the link says, that lies at `path`. -EINVAL: neither. */
int digest_path(const char *path, struct digest *ret_digest);

#endif
