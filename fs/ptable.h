/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Partition table of a disk, with the kernel's partition numbers. Provides what the kernel does not
 * report before 6.13, and the partition types.
 */
#ifndef FS_PTABLE_H
#define FS_PTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/names.h"

enum { PARTITION_LABEL_SIZE = 36 * 3 + 1 }; /* 36 UTF-16 code units */

struct partition {
	uint32_t number;
	uint64_t start, size;             /* bytes */
	char uuid[UUID_SIZE];             /* GPT: its GUID; MBR: SSSSSSSS-PP */
	char type[UUID_SIZE];             /* GPT: type GUID; MBR: type, two hex digits */
	uint64_t flags;                   /* GPT: attributes */
	char label[PARTITION_LABEL_SIZE]; /* GPT, UTF-8 */
};

/*
 * Calls `each` for every partition of the disk at `fd`, of `size` bytes with sectors of `sector`
 * bytes. A nonzero result ends the loop and is returned. 1: no partition table.
 */
typedef int ptable_fn(void *context, const struct partition *partition);
int ptable_each(int fd, uint64_t size, uint32_t sector, ptable_fn *each, void *context);

/* ---- for the formats ---------------------------------------------------------------------- */

struct medium;

struct disk {
	struct medium *device;
	uint32_t sector;
	ptable_fn *each;
	void *context;
};

/* Same results as ptable_each(); 1: not this format. */
int gpt_each(struct disk *disk);
int mbr_each(struct disk *disk);

/*
 * Whether offset `at` is inside a partition of the device. If so, a signature there belongs to the
 * partition or is stale, and does not describe the disk.
 */
bool ptable_covers(struct medium *device, uint64_t at);

#endif
