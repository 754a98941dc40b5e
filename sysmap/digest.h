/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Digest of a file, or of the target of a symbolic link: its size, and FNV-1a of 64 bits over its
 * bytes. It distinguishes maps and detects changes regardless of path and time; it is no protection
 * against deliberate collisions.
 */
#ifndef SYSMAP_DIGEST_H
#define SYSMAP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest {
	uint64_t size, hash;
};

/* of zero bytes */
#define DIGEST_EMPTY ((struct digest){0, 0xcbf29ce484222325})

void digest_add(struct digest *digest, const void *bytes, size_t len);
bool digest_equal(const struct digest *a, const struct digest *b);

/*
 * Digests a whole file with pread(), so that the offset of `fd` does not change; or a read error.
 */
int digest_fd(int fd, struct digest *ret_digest);
/* Digests the file at `path`, or the target of the link there. -EINVAL: neither. */
int digest_path(const char *path, struct digest *ret_digest);

#endif
