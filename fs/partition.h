/* SPDX-License-Identifier: GPL-2.0 */
/* A partition's names, from the table on its disk: what the kernel tells of them is not all. */
#ifndef FS_PARTITION_H
#define FS_PARTITION_H

#include "fs/blockdev.h"

/*
 * Sets dev->partuuid and, where the table has labels, dev->partlabel, which the kernel gives
 * without what is not ASCII. 1: the table does not know the partition; a disk is left as it is.
 */
int partition_read(struct blockdev *dev);

#endif
