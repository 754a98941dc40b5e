// SPDX-License-Identifier: GPL-2.0
#include "fs/formats/fatdir.h"

bool fatdir_enter(struct fatdir *dir, uint32_t cluster)
{
	if (cluster < 2 || cluster - 2 >= dir->clusters)
		return false;
	dir->cluster = cluster;
	dir->at = dir->data_at + (uint64_t)(cluster - 2) * dir->cluster_size;
	dir->left = dir->cluster_size;
	return true;
}

/* `mask`: the upper four bits of a FAT32 entry are reserved. End marks exceed `clusters`. */
static bool enter_next(struct fatdir *dir)
{
	struct bytes entry;

	if (!dir->cluster)
		return false;
	entry = medium_bytes(dir->device, dir->fat_at + (uint64_t)dir->cluster * 4, 4);
	return fatdir_enter(dir, bytes_le32(&entry, 0) & dir->mask);
}

struct bytes fatdir_next(struct fatdir *dir)
{
	uint64_t at;

	if (dir->left < FATDIR_ENTRY && !enter_next(dir))
		return bytes_of(NULL, 0);
	at = dir->at;
	dir->at += FATDIR_ENTRY;
	dir->left -= FATDIR_ENTRY;
	return medium_bytes(dir->device, at, FATDIR_ENTRY);
}
