/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How block devices are stacked: which are parts of others, by what /sys says at the moment. What
 * /sys does not say counts as no.
 */
#ifndef FS_STACK_H
#define FS_STACK_H

#include <stdbool.h>

#include "fs/blockdev.h"

/*
 * Whether another device holds this one: an array its members, the device mapper what a table
 * names. Such a device cannot be mounted (bd_may_claim(), block/bdev.c, 6.1).
 */
bool stack_is_held(const char *name);

/*
 * Whether this is a device of the device mapper that only others are to use: a layer of a logical
 * volume, one leg of its RAID, the device below an encrypted one with integrity. They are told by
 * their names, since they appear before the devices that will hold them.
 */
bool stack_is_inner(const struct blockdev *dev);

/* Whether this is a snapshot of a logical volume, which has all names of its origin. */
bool stack_is_snapshot(const struct blockdev *dev);

#endif
