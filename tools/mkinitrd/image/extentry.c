// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/extentry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/device.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/image/sourcefile.h"

static int check(struct extentry_target *t, errcode_t err)
{
	t->err = err;
	return err ? -1 : 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

static int find_parent(struct extentry_target *t, const char *path, ext2_ino_t *ret_ino)
{
	char *parent = alloc_text("%.*s/", (int)(strrchr(path, '/') - path), path);
	errcode_t err = ext2fs_namei(t->fs, EXT2_ROOT_INO, EXT2_ROOT_INO, parent, ret_ino);

	free(parent);
	return check(t, err);
}

static int type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return EXT2_FT_REG_FILE;
	case S_IFDIR:
		return EXT2_FT_DIR;
	case S_IFLNK:
		return EXT2_FT_SYMLINK;
	case S_IFCHR:
		return EXT2_FT_CHRDEV;
	case S_IFBLK:
		return EXT2_FT_BLKDEV;
	default:
		return EXT2_FT_FIFO;
	}
}

static int add_name(struct extentry_target *t, ext2_ino_t parent, const struct tree_entry *entry,
		    ext2_ino_t ino)
{
	const char *name = strrchr(entry->path, '/') + 1;
	errcode_t err = ext2fs_link(t->fs, parent, name, ino, type_of(entry->mode));

	if (err == EXT2_ET_DIR_NO_SPACE) {
		err = ext2fs_expand_dir(t->fs, parent);
		if (!err)
			err = ext2fs_link(t->fs, parent, name, ino, type_of(entry->mode));
	}
	return check(t, err);
}

/* ---- content --------------------------------------------------------------------------------- */

struct content_writer {
	struct extentry_target *target;
	ext2_file_t file;
};

static int write_part(void *context, const void *data, size_t len)
{
	struct content_writer *w = context;
	unsigned written;

	for (const char *at = data; len > 0; at += written, len -= written)
		if (check(w->target, ext2fs_file_write(w->file, at, len, &written)) < 0)
			return -1;
	return 0;
}

static int write_source(struct content_writer *w, const char *source)
{
	uint64_t size;
	int fd = sourcefile_open(source, &size);
	int result = fd < 0 ? -1 : sourcefile_copy(fd, source, size, write_part, w);

	if (fd >= 0)
		close(fd);
	return result;
}

static int write_content(struct extentry_target *t, const struct tree_entry *entry, ext2_ino_t ino)
{
	struct content_writer w = {.target = t};
	errcode_t err;
	int result;

	if (check(t, ext2fs_file_open(t->fs, ino, EXT2_FILE_WRITE, &w.file)) < 0)
		return -1;
	if (entry->target)
		result = write_part(&w, entry->target, strlen(entry->target));
	else if (entry->source)
		result = write_source(&w, entry->source);
	else
		result = write_part(&w, entry->data, entry->len);
	err = ext2fs_file_close(w.file);
	return result == 0 ? check(t, err) : result;
}

/* ---- inodes ---------------------------------------------------------------------------------- */

/* ext2_iget (fs/ext2/inode.c, 6.1): the first form has both numbers in a byte. */
static void set_device(struct ext2_inode *inode, dev_t device)
{
	unsigned major = major(device), minor = minor(device);

	if (major < 256 && minor < 256)
		inode->i_block[0] = major << 8 | minor;
	else
		inode->i_block[1] = device_encode(major, minor);
}

static void set_owner(struct ext2_inode *inode, const struct tree_entry *entry)
{
	inode->i_mode = entry->mode;
	inode->i_uid = entry->uid;
	inode->i_gid = entry->gid;
	ext2fs_set_i_uid_high(*inode, entry->uid >> 16);
	ext2fs_set_i_gid_high(*inode, entry->gid >> 16);
}

static int make_directory(struct extentry_target *t, const struct tree_entry *entry,
			  ext2_ino_t parent, ext2_ino_t ino)
{
	struct ext2_inode inode;

	if (check(t, ext2fs_mkdir(t->fs, parent, ino, NULL)) < 0 ||
	    check(t, ext2fs_read_inode(t->fs, ino, &inode)) < 0)
		return -1;
	set_owner(&inode, entry);
	return check(t, ext2fs_write_inode(t->fs, ino, &inode));
}

static int make_file(struct extentry_target *t, const struct tree_entry *entry, unsigned links,
		     ext2_ino_t ino)
{
	struct ext2_inode inode = {.i_links_count = links};
	/* the kernel reads a short target in place of the numbers of blocks */
	bool is_short = entry->target && strlen(entry->target) < sizeof(inode.i_block);

	set_owner(&inode, entry);
	if (S_ISCHR(entry->mode) || S_ISBLK(entry->mode))
		set_device(&inode, entry->device);
	if (is_short) {
		inode.i_size = strlen(entry->target);
		memcpy(inode.i_block, entry->target, inode.i_size);
	}
	ext2fs_inode_alloc_stats2(t->fs, ino, 1, 0);
	if (check(t, ext2fs_write_new_inode(t->fs, ino, &inode)) < 0)
		return -1;
	if (is_short || !(entry->target || entry->source || entry->len))
		return 0;
	return write_content(t, entry, ino);
}

int extentry_add(void *context, const struct tree_entry *entry)
{
	struct extentry_target *t = context;
	struct hardlink *file = hardlinks_find(t->links, entry);
	ext2_ino_t parent, ino;

	t->err = 0;
	if (interrupt_check() < 0 || find_parent(t, entry->path, &parent) < 0)
		return -1;
	if (file && file->inode)
		return add_name(t, parent, entry, file->inode);
	if (check(t, ext2fs_new_inode(t->fs, parent, entry->mode, NULL, &ino)) < 0)
		return -1;
	if (file)
		file->inode = ino;
	if ((S_ISDIR(entry->mode) ? make_directory(t, entry, parent, ino)
				  : make_file(t, entry, file ? file->links : 1, ino)) < 0)
		return -1;
	return add_name(t, parent, entry, ino);
}
