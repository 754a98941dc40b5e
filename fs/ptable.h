/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The partitions of a disk, by the table on it, numbered as the kernel numbers them: what it does
 * not tell of them before 6.13, and what they are for.
 */
#ifndef FS_PTABLE_H
#define FS_PTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/names.h"

enum { PARTITION_LABEL_SIZE = 36 * 3 + 1 }; /* 36 units of UTF-16 */

struct partition {
	uint32_t number;
	uint64_t start, size;             /* bytes */
	char uuid[UUID_SIZE];             /* GPT: its GUID; MBR: SSSSSSSS-PP */
	char type[UUID_SIZE];             /* GPT: what it is for; MBR: its type, two digits */
	uint64_t flags;                   /* GPT: attributes */
	char label[PARTITION_LABEL_SIZE]; /* GPT, UTF-8 */
};

/*
 * Calls `each` with every partition of the table on `fd`, a disk of `size` bytes with sectors of
 * `sector`, until a call returns other than 0, which is returned. 1: there is no table.
 */
typedef int ptable_fn(void *context, const struct partition *partition);
int ptable_each(int fd, uint64_t size, uint32_t sector, ptable_fn *each, void *context);

/* ---- for the formats ---------------------------------------------------------------------- */

struct device;

struct disk {
	struct device *device;
	uint32_t sector;
	ptable_fn *each;
	void *context;
};

/* What ptable_each() returns; 1: the table is of another format. */
int gpt_each(struct disk *disk);
int mbr_each(struct disk *disk);

/*
 * Whether the byte at `at` belongs to a partition of the device's table, if there is one: a mark
 * there is the partition's, or a remnant, and not the disk's.
 */
bool ptable_covers(struct device *device, uint64_t at);

#endif
