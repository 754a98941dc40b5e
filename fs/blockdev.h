/* SPDX-License-Identifier: GPL-2.0 */
/* A block device, as described in /sys/class/block/NAME. Nothing is read from the device itself. */
#ifndef FS_BLOCKDEV_H
#define FS_BLOCKDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BLOCKDEV_NAME_SIZE = 32,    /* DISK_NAME_LEN, with its NUL (linux/blkdev.h, 6.1) */
	BLOCKDEV_UUID_SIZE = 37,    /* PARTITION_META_INFO_UUIDLTH, same header */
	BLOCKDEV_LABEL_SIZE = 112,  /* GPT: 36 characters, UTF-8; others: 63 (..._VOLNAMELTH) */
	BLOCKDEV_MAPPER_SIZE = 128, /* DM_NAME_LEN (linux/dm-ioctl.h, 6.1) */
};

struct blockdev {
	char name[BLOCKDEV_NAME_SIZE]; /* kernel name: '!' stands for '/' in /dev */
	uint32_t major, minor;
	uint64_t size;                     /* bytes */
	uint32_t partition;                /* partition number; 0: a whole disk */
	bool removable;                    /* the disk has removable media; false if unknown */
	uint64_t partflags;                /* GPT attributes; not known yet if parttype is empty */
	char disk[BLOCKDEV_NAME_SIZE];     /* disk that contains the partition; empty for a disk */
	char partuuid[BLOCKDEV_UUID_SIZE]; /* empty: none, or not known yet; see partition.h */
	char parttype[BLOCKDEV_UUID_SIZE]; /* partition type; empty: not known yet, like partuuid */
	char mapper[BLOCKDEV_MAPPER_SIZE]; /* name in /dev/mapper; empty: none */
	char partlabel[BLOCKDEV_LABEL_SIZE]; /* empty: none */
};

/*
 * Reads the description of /sys/class/block/`name`. -ENOENT or -ENODEV: the device has been
 * removed; -EINVAL: not a device name, or /sys contains unexpected data.
 */
int blockdev_read(const char *name, struct blockdev *ret_dev);

/* Logical sector size of a disk, in bytes. */
int blockdev_sector(const struct blockdev *disk, uint32_t *ret_sector);

/* The sector size for probe_device(); 0 if it is not a physical disk. */
uint32_t blockdev_probe_sector(const struct blockdev *dev);

/* Writes "/dev/NAME", with '!' replaced by '/': its length, or -ENAMETOOLONG. */
int blockdev_path(const struct blockdev *dev, char *to, size_t size);

#endif
