/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Identifies the contents of a block device by its superblock. Each format is a file in formats/;
 * the table in probe.c has their order.
 */
#ifndef FS_PROBE_H
#define FS_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	FS_UUID_SIZE = 39,   /* longest: LVM */
	FS_LABEL_SIZE = 257, /* longest: btrfs, 255 bytes; UTF-8 */
};

struct fs_id {
	const char *type; /* the type for mount(2); blkid's TYPE if it cannot be mounted */
	bool container; /* provides other devices (LUKS, LVM, RAID, dm-verity); never mounted itself */
	/* Of a file system on several devices, all with the same UUID and label: how many, and which. */
	uint64_t members, member;  /* 0: it is not such a device */
	char uuid[FS_UUID_SIZE];   /* empty: none; in the case that blkid prints */
	char label[FS_LABEL_SIZE]; /* empty: none; unfiltered, may contain control characters */
};

/*
 * Probes the device that is open as `fd`, `size` bytes long. `sector` is the sector size of a
 * physical disk; 0 for partitions and device-mapper devices. Returns 0: *ret_id is set; 1: unknown
 * contents; -errno: a read failed and nothing was recognised.
 */
int probe_device(int fd, uint64_t size, uint32_t sector, struct fs_id *ret_id);

/* Whether the contents can be mounted: not a container, swap or an external journal. */
bool probe_is_mountable(const struct fs_id *id);

/*
 * A format: 0 if the device has it, and all of *ret_id but `container` is set; else 1. *ret_id is
 * zero before the call; its contents are ignored after 1.
 */
struct medium;
typedef int probe_fn(struct medium *d, struct fs_id *ret_id);
probe_fn probe_bcache, probe_ddf, probe_isw, probe_luks, probe_lvm, probe_md, probe_verity;
probe_fn probe_btrfs, probe_erofs, probe_exfat, probe_ext, probe_f2fs, probe_iso9660, probe_jfs,
	probe_nilfs2, probe_ntfs, probe_reiserfs, probe_squashfs, probe_swap, probe_udf, probe_vfat,
	probe_xfs;

#endif
