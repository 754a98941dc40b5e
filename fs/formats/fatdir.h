/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Iterates over the root directory of FAT or exFAT: entries of 32 bytes, contiguous or in a chain
 * of clusters.
 */
#ifndef FS_FORMATS_FATDIR_H
#define FS_FORMATS_FATDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/window.h"

struct fatdir {
	struct medium *device;
	uint64_t at;              /* next entry */
	uint32_t left;            /* bytes left in this extent */
	uint32_t cluster;         /* its cluster; 0: not a chain */
	uint32_t cluster_size;    /* bytes */
	uint32_t clusters;        /* number of clusters; the first is cluster 2 */
	uint32_t mask;            /* bits of a table entry that form the number */
	uint64_t fat_at, data_at; /* table (32 bits per cluster), cluster 2 */
};

/* Moves to the start of a cluster; false if it does not exist. */
bool fatdir_enter(struct fatdir *dir, uint32_t cluster);

/*
 * Next entry, valid until the next read; len 0 at the end. Callers limit the count: a chain may be
 * circular.
 */
struct bytes fatdir_next(struct fatdir *dir);

enum { FATDIR_ENTRY = 32, FATDIR_MAX = 2048 /* entries to read at most */ };

#endif
