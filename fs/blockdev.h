/* SPDX-License-Identifier: GPL-2.0 */
/* A block device, as /sys/class/block/NAME describes it: all that is known without reading it. */
#ifndef FS_BLOCKDEV_H
#define FS_BLOCKDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BLOCKDEV_NAME_SIZE = 32,    /* DISK_NAME_LEN, with its NUL (linux/blkdev.h, 6.1) */
	BLOCKDEV_UUID_SIZE = 37,    /* PARTITION_META_INFO_UUIDLTH, in the same place */
	BLOCKDEV_LABEL_SIZE = 112,  /* GPT: 36 characters, UTF-8; others: 63 (..._VOLNAMELTH) */
	BLOCKDEV_MAPPER_SIZE = 128, /* DM_NAME_LEN (linux/dm-ioctl.h, 6.1) */
};

struct blockdev {
	char name[BLOCKDEV_NAME_SIZE]; /* the kernel's: '!' where /dev has '/' */
	uint32_t major, minor;
	uint64_t size;                       /* bytes */
	uint32_t partition;                  /* its number; 0: a whole disk */
	char disk[BLOCKDEV_NAME_SIZE];       /* the disk that a partition lies on, else empty */
	char partuuid[BLOCKDEV_UUID_SIZE];   /* empty: none, or not known yet: partition.h */
	char partlabel[BLOCKDEV_LABEL_SIZE]; /* empty: none */
	char parttype[BLOCKDEV_UUID_SIZE];   /* what it is for; empty: not known yet, as partuuid */
	uint64_t partflags;                  /* GPT: its attributes, likewise */
	char mapper[BLOCKDEV_MAPPER_SIZE];   /* its name in /dev/mapper; empty: none */
	bool removable;                      /* a disk: its medium; false where that is not told */
};

/*
 * Reads what is known of /sys/class/block/`name`. -ENOENT or -ENODEV: it has gone again; -EINVAL:
 * no name of a device, or /sys holds something else than the kernel writes there.
 */
int blockdev_read(const char *name, struct blockdev *ret_dev);

/* The size of a disk's sectors, in bytes. */
int blockdev_sector(const struct blockdev *disk, uint32_t *ret_sector);

/* "/dev/NAME" with its '/' put back: its length, or -ENAMETOOLONG. */
int blockdev_path(const struct blockdev *dev, char *to, size_t size);

#endif
