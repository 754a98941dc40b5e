/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contents of a block device, by its superblock. Each format has a file in formats/; probe.c has
 * the table of them, in the order in which they are asked.
 */
#ifndef FS_PROBE_H
#define FS_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	FS_UUID_SIZE = 39,   /* LVM has the longest */
	FS_LABEL_SIZE = 257, /* btrfs has the longest, 255 bytes; UTF-8 */
};

struct fs_id {
	const char *type; /* what mount(2) calls it; blkid's TYPE for what cannot be mounted */
	bool container;   /* holds other devices (LUKS, LVM, RAID): never mounted itself */
	bool shared; /* one of the devices of one file system, which have its names in common */
	char uuid[FS_UUID_SIZE];   /* empty: none; in the case that blkid writes it in */
	char label[FS_LABEL_SIZE]; /* empty: none; control characters and all, as it is there */
};

/*
 * Asks the table about the device that is open at `fd`, `size` bytes long. `sector` is the size of
 * a physical disk's sectors; 0: it is none, but a partition or a device of the device mapper. 0:
 * *ret_id says what it is; 1: nothing that is known; below 0: a read failed, and nothing else was
 * recognised.
 */
int probe_device(int fd, uint64_t size, uint32_t sector, struct fs_id *ret_id);

/* Whether what is there can be mounted: no container, no swap, no journal of another device. */
bool probe_is_mountable(const struct fs_id *id);

/*
 * A format: 0, and all of *ret_id but `container` set, if the device is its own; 1 if it is not.
 * *ret_id is all zero before; what a format leaves there when it gives 1 is not looked at.
 */
struct device;
typedef int probe_fn(struct device *d, struct fs_id *ret_id);
probe_fn probe_bcache, probe_ddf, probe_isw, probe_luks, probe_lvm, probe_md;
probe_fn probe_btrfs, probe_erofs, probe_exfat, probe_ext, probe_f2fs, probe_iso9660, probe_jfs,
	probe_nilfs2, probe_ntfs, probe_reiserfs, probe_squashfs, probe_swap, probe_udf, probe_vfat,
	probe_xfs;

#endif
