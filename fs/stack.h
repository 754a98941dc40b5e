/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Relations between stacked block devices, read from /sys at the time of the call. If /sys cannot
 * be read, the answer is no.
 */
#ifndef FS_STACK_H
#define FS_STACK_H

#include <stdbool.h>

#include "fs/blockdev.h"

/*
 * Whether another device holds this one, as an md array holds its members. Such a device cannot be
 * mounted (bd_may_claim(), block/bdev.c, 6.1).
 */
bool stack_is_held(const char *name);
/* Whether the LUKS volume on it is unlocked; stores the name of the mapped device. */
bool stack_unlocked(const char *name, char ret_mapped[BLOCKDEV_NAME_SIZE]);

/*
 * Whether this device-mapper device is internal to another: a layer of a logical volume, a leg of
 * its RAID, the device below dm-crypt with integrity. Detected by UUID and name, since these
 * devices appear before their holders.
 */
bool stack_is_inner(const struct blockdev *dev);

/* Whether this is a snapshot of a logical volume: it has the same UUID and label as its origin. */
bool stack_is_snapshot(const struct blockdev *dev);

#endif
