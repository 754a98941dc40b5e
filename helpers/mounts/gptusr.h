/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The partition for /usr next to a root that root=gpt-auto has found: that with the type of /usr for this
 * architecture, on the disk of the root (Discoverable Partitions Specification). Partitions with the
 * attribute no-auto do not count. Of several, it is that whose label has the highest version, and of those the
 * first, as in src/shared/dissect-image.c of systemd 252.
 */
#ifndef HELPERS_MOUNTS_GPTUSR_H
#define HELPERS_MOUNTS_GPTUSR_H

#include <stdbool.h>

#include "fs/blockdev.h"
#include "fs/ptable.h"

struct gptusr {
	struct partition best; /* its number is 0: none */
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];
	bool read_only; /* its attributes request that */
};

/* A ptable_fn, whose context is a struct gptusr. Sets `best` only. */
int gptusr_take(void *context, const struct partition *partition);

/* Finds it on the disk of the partition `root`, a path in /dev. Returns whether there is one. */
bool gptusr_find(const char *root, struct gptusr *ret_usr);

/* Compares versions like strverscmp_improved() of systemd 252: below 0, 0, or above 0. */
int gptusr_compare(const char *a, const char *b);

#endif
