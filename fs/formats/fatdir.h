/* SPDX-License-Identifier: GPL-2.0 */
/* The root folder of FAT and exFAT: entries of 32 bytes, in one piece or in a chain of clusters. */
#ifndef FS_FORMATS_FATDIR_H
#define FS_FORMATS_FATDIR_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/window.h"

struct fatdir {
	struct device *device;
	uint64_t at;              /* the next entry */
	uint32_t left;            /* bytes of this piece */
	uint32_t cluster;         /* this piece's; 0: there is no other */
	uint32_t cluster_size;    /* bytes */
	uint32_t clusters;        /* how many there are; the first has the number 2 */
	uint32_t mask;            /* what of an entry of the table is a number */
	uint64_t fat_at, data_at; /* the table, 32 bits a cluster; the first cluster */
};

/* Puts the walk at the beginning of a cluster; false where there is no such cluster. */
bool fatdir_enter(struct fatdir *dir, uint32_t cluster);

/*
 * The next entry, good until the device is read again; len 0 at the end. The caller counts: a chain
 * may bite its tail.
 */
struct bytes fatdir_next(struct fatdir *dir);

enum { FATDIR_ENTRY = 32, FATDIR_MAX = 2048 /* entries that are looked at */ };

#endif
