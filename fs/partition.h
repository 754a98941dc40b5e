/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A partition as a block device: its name, and what the table on its disk says of it, since the
 * kernel does not tell all of that. The table is read once, for the whole disk.
 */
#ifndef FS_PARTITION_H
#define FS_PARTITION_H

#include "fs/blockdev.h"
#include "fs/ptable.h"

/* ptable_each() for a disk that is open at `fd`. */
int partition_each(const struct blockdev *disk, int fd, ptable_fn *each, void *context);

/* What the kernel calls it: sda1, but nvme0n1p1. -ENAMETOOLONG: no partition has that name. */
int partition_name(const struct blockdev *disk, uint32_t number, char name[BLOCKDEV_NAME_SIZE]);

/*
 * Sets dev->partuuid, parttype, partflags and, where the table has labels, partlabel, which the
 * kernel gives without what is not ASCII.
 */
void partition_describe(const struct partition *partition, struct blockdev *dev);

#endif
