/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The arguments of the target "verity" (Documentation/admin-guide/device-mapper/verity.rst, 6.1):
 *
 *   TYPE DATA HASH DATA-BLOCK HASH-BLOCK DATA-BLOCKS TREE ALGORITHM ROOT-HASH SALT [COUNT OPTION...]
 *
 * Devices are MAJOR:MINOR; the salt is "-" if it is empty. Options are in the order of verity_status()
 * (drivers/md/dm-verity-target.c, 6.1), so that a table can be compared with that of an existing device.
 */
#ifndef FS_VERITY_TABLE_H
#define FS_VERITY_TABLE_H

#include "fs/verity/roothash.h"
#include "fs/verity/superblock.h"

enum { VERITY_TABLE_SIZE = 1024 };

struct verity_device {
	uint32_t major, minor;
	uint64_t size; /* bytes */
};

struct verity_table {
	struct verity_superblock super;
	struct verity_options options;
	struct verity_device data, tree;
	const char *root_hash;
};

/* Writes the arguments: 0, or -ENAMETOOLONG. */
int table_format(const struct verity_table *table, char to[VERITY_TABLE_SIZE]);

#endif
