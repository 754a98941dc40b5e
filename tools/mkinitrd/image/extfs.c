// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/extfs.h"

#include <ext2fs/ext2fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/image/extentry.h"
#include "tools/mkinitrd/image/hardlinks.h"
#include "tools/mkinitrd/image/sourcefile.h"

/* Blocks are of 1 KiB, so that small files waste little. */
enum { BLOCK = 1024, GROUP_BLOCKS = 8 * BLOCK, INODE = 128, POINTERS = BLOCK / 4 };

/* For what /init or a user adds, and for what the estimate omits. */
enum { SPARE_BLOCKS = 128, SPARE_INODES = 32 };

struct plan {
	struct hardlinks links;
	const char *label;
	uint64_t blocks; /* of the content */
	uint32_t inodes;
};

/* ---- the size -------------------------------------------------------------------------------- */

/* With those that contain the numbers of others, beyond the twelve in the inode. */
static uint64_t blocks_of(uint64_t size)
{
	uint64_t data = (size + BLOCK - 1) / BLOCK, more = data > 12 ? data - 12 : 0;

	return data + (more + POINTERS - 1) / POINTERS + more / (POINTERS * POINTERS) +
	       (more > POINTERS);
}

static int measure_source(struct plan *p, const struct tree_entry *entry)
{
	struct hardlink *file = hardlinks_find(&p->links, entry);
	uint64_t size;
	int fd = sourcefile_open(entry->source, &size);

	if (fd < 0)
		return -1;
	close(fd);
	hardlinks_note(&p->links, entry);
	if (!file)
		p->blocks += blocks_of(size);
	return 0;
}

static int measure(void *context, const struct tree_entry *entry)
{
	struct plan *p = context;

	p->inodes++;
	p->blocks += (S_ISDIR(entry->mode) || S_ISLNK(entry->mode)) + blocks_of(entry->len);
	return entry->source ? measure_source(p, entry) : 0;
}

/*
 * All groups have two bitmaps, many have a superblock and the descriptors of all groups.
 *
 * A multiple of four. The kernel writes the image through the page cache of the RAM disk, but ext2
 * reads directories and files from the disk. Between them, the cache is only written back if the size
 * of the disk's blocks changes to that of ext2 (set_blocksize(), block/bdev.c, 6.1); and it would be
 * 1 KiB from the start on a disk with an odd number of KiB (set_init_blocksize()).
 */
static uint32_t total_blocks(const struct plan *p)
{
	uint64_t blocks =
		p->blocks + p->blocks / 64 + SPARE_BLOCKS + (uint64_t)p->inodes * INODE / BLOCK;
	uint64_t groups = blocks / GROUP_BLOCKS + 1;

	blocks += groups * (4 + groups * 32 / BLOCK + INODE / 8);
	blocks = blocks < UINT32_MAX / 2 ? blocks : UINT32_MAX / 2;
	return (blocks + 3) & ~UINT64_C(3);
}

/* ---- the file system ------------------------------------------------------------------------- */

/* Inodes before the first ordinary one are reserved. */
static errcode_t make_special_inodes(ext2_filsys fs)
{
	errcode_t err = ext2fs_mkdir(fs, EXT2_ROOT_INO, EXT2_ROOT_INO, NULL);

	ext2fs_inode_alloc_stats2(fs, EXT2_BAD_INO, 1, 0);
	for (ext2_ino_t ino = EXT2_ROOT_INO + 1; ino < EXT2_FIRST_INODE(fs->super); ino++)
		ext2fs_inode_alloc_stats2(fs, ino, 1, 0);
	return err ? err : ext2fs_mkdir(fs, EXT2_ROOT_INO, 0, "lost+found"); /* e2fsck wants it */
}

/* No UUID, so that no root= names it by chance. */
static errcode_t begin(const char *path, const struct plan *p, time_t now, ext2_filsys *ret_fs)
{
	struct ext2_super_block super = {
		.s_rev_level = EXT2_DYNAMIC_REV,
		.s_inode_size = INODE,
		.s_first_data_block = 1,
		.s_feature_incompat = EXT2_FEATURE_INCOMPAT_FILETYPE,
		.s_feature_ro_compat = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER,
	};
	errcode_t err;

	super.s_inodes_count = p->inodes + SPARE_INODES;
	ext2fs_blocks_count_set(&super, total_blocks(p));
	err = ext2fs_initialize(path, 0, &super, unix_io_manager, ret_fs);
	if (err)
		return err;
	(*ret_fs)->now = now ? now : 1; /* 0: the library asks the clock */
	(*ret_fs)->super->s_mkfs_time = (*ret_fs)->super->s_lastcheck = now;
	memcpy((*ret_fs)->super->s_volume_name, p->label, strlen(p->label));
	err = ext2fs_allocate_tables(*ret_fs);
	return err ? err : make_special_inodes(*ret_fs);
}

static int fail(errcode_t err)
{
	return err ? report_error("cannot make the ext2 file system: %s", error_message(err)) : -1;
}

static int fill(const struct tree *tree, struct extentry_target *target, uint32_t *ret_kib)
{
	int result = tree_each(tree, extentry_add, target);

	if (result < 0)
		return fail(target->err);
	*ret_kib = ext2fs_blocks_count(target->fs->super);
	return 0;
}

static int make(const struct tree *tree, struct plan *p, time_t now, const char *path,
		uint32_t *ret_kib)
{
	struct extentry_target target = {.links = &p->links};
	errcode_t err = begin(path, p, now, &target.fs);
	int result = err ? fail(err) : fill(tree, &target, ret_kib);

	if (!target.fs)
		return result;
	err = ext2fs_close_free(&target.fs);
	return result == 0 && err ? fail(err) : result;
}

int extfs_make(const struct tree *tree, const char *label, time_t now, uint32_t *ret_kib)
{
	struct plan p = {.label = label};
	int fd = -1, result = tree_each(tree, measure, &p);

	initialize_ext2_error_table();
	if (result == 0) {
		fd = memfd_create("ext2", MFD_CLOEXEC);
		result = fd < 0 || ftruncate(fd, (off_t)total_blocks(&p) * BLOCK) < 0
				 ? report_error("cannot make the ext2 file system: %m")
				 : 0;
	}
	if (result == 0) {
		char *path = alloc_text("/proc/self/fd/%d", fd);

		result = make(tree, &p, now, path, ret_kib);
		free(path);
	}
	hardlinks_free(&p.links);
	if (result == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}
