/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Links partition tables to block devices. The kernel does not report all that a table contains, so
 * the table is read once per disk.
 */
#ifndef FS_PARTITION_H
#define FS_PARTITION_H

#include "fs/blockdev.h"
#include "fs/ptable.h"

/* ptable_each() for the disk that is open as `fd`. */
int partition_each(const struct blockdev *disk, int fd, ptable_fn *each, void *context);

/* The kernel's name of a partition: sda1, nvme0n1p1. -ENAMETOOLONG: no device has such a name. */
int partition_name(const struct blockdev *disk, uint32_t number, char name[BLOCKDEV_NAME_SIZE]);

/*
 * Sets dev->partuuid, parttype, partflags and, if the table has labels, partlabel: the kernel's
 * copy lacks characters that are not ASCII.
 */
void partition_describe(const struct partition *partition, struct blockdev *dev);

#endif
