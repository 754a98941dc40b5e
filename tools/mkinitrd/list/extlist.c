// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/list/extlist.h"

#include <archive.h>
#include <archive_entry.h>
#include <ext2fs/ext2fs.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/device.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/list/imagefile.h"
#include "tools/mkinitrd/list/listentry.h"

/* A damaged file system may contain a directory in itself. */
enum { DEPTH = 64 };

/* ---- decompression --------------------------------------------------------------------------- */

enum { MAGIC_AT = 1024 + 56, MAGIC_END = MAGIC_AT + 2 };

/* These two bytes may be at that place of a cpio archive, too. */
static bool has_magic(const unsigned char *start, size_t len)
{
	return len >= MAGIC_END && start[MAGIC_AT] == 0x53 && start[MAGIC_AT + 1] == 0xef &&
	       memcmp(start, "0707", 4) != 0;
}

/* 1: it does not contain an ext2 file system. */
static int copy_blocks(const char *image, struct archive *a, int fd)
{
	static char buf[1 << 18];
	bool first = true;
	la_ssize_t got;

	while ((got = archive_read_data(a, buf, sizeof(buf))) > 0) {
		if (first && !has_magic((unsigned char *)buf, got))
			return 1;
		if (write(fd, buf, got) != got)
			return report_error("%s: cannot decompress: %m", image);
		first = false;
	}
	if (got < 0)
		return first ? 1 : report_error("%s: %s", image, archive_error_string(a));
	return first;
}

static int unpack(struct imagefile *image, int fd)
{
	static struct imagepart part;
	struct archive_entry *e;
	struct archive *a;
	int result = 1;

	part.file = image, part.at = 0, part.end = image->size;
	a = imagepart_open(&part, true);
	if (a && archive_read_next_header(a, &e) == ARCHIVE_OK)
		result = copy_blocks(image->path, a, fd);
	archive_read_free(a);
	return result;
}

/* ---- the list -------------------------------------------------------------------------------- */

struct list_dir {
	ext2_filsys fs;
	const char *path; /* without the final '/' */
	unsigned depth;
	errcode_t err;
};

/* New memory; NULL: an error. */
static char *read_target(ext2_filsys fs, ext2_ino_t ino, struct ext2_inode *inode)
{
	char target[PATH_MAX] = "";
	unsigned len = 0;
	ext2_file_t file;

	if (ext2fs_is_fast_symlink(inode))
		return alloc_text("%.*s", (int)sizeof(inode->i_block), (char *)inode->i_block);
	if (ext2fs_file_open(fs, ino, 0, &file))
		return NULL;
	(void)ext2fs_file_read(file, target, sizeof(target) - 1, &len); /* what could be read */
	(void)ext2fs_file_close(file);
	return alloc_text("%.*s", (int)len, target);
}

static void set_device(struct archive_entry *e, const struct ext2_inode *inode)
{
	uint32_t old = inode->i_block[0], new = inode->i_block[1];

	archive_entry_set_rdev(e, old ? makedev(old >> 8 & 0xff, old & 0xff)
				      : makedev(device_major(new), device_minor(new)));
}

static void print(const struct list_dir *dir, const char *path, ext2_ino_t ino,
		  struct ext2_inode *inode)
{
	struct archive_entry *e = alloc_checked(archive_entry_new());
	char *target = LINUX_S_ISLNK(inode->i_mode) ? read_target(dir->fs, ino, inode) : NULL;

	archive_entry_copy_pathname(e, path);
	archive_entry_set_mode(e, inode->i_mode);
	archive_entry_set_uid(e, inode_uid(*inode));
	archive_entry_set_gid(e, inode_gid(*inode));
	if (LINUX_S_ISREG(inode->i_mode) || target)
		archive_entry_set_size(e, EXT2_I_SIZE(inode));
	archive_entry_set_mtime(e, inode->i_mtime, 0);
	archive_entry_set_nlink(e, inode->i_links_count);
	if (target)
		archive_entry_copy_symlink(e, target);
	if (LINUX_S_ISCHR(inode->i_mode) || LINUX_S_ISBLK(inode->i_mode))
		set_device(e, inode);
	listentry_print(e);
	archive_entry_free(e);
	free(target);
}

static errcode_t list_dir(const struct list_dir *dir, ext2_ino_t ino);

static int list_name(ext2_ino_t parent, int kind, struct ext2_dir_entry *name, int offset,
		     int block_size, char *block, void *context)
{
	struct list_dir *dir = context;
	struct list_dir below = {.fs = dir->fs, .depth = dir->depth + 1};
	struct ext2_inode inode;
	char *path;

	(void)parent, (void)offset, (void)block_size, (void)block;
	if (kind != DIRENT_OTHER_FILE)
		return 0;
	dir->err = ext2fs_read_inode(dir->fs, name->inode, &inode);
	if (dir->err)
		return DIRENT_ABORT;
	path = alloc_text("%s%s%.*s", dir->path, *dir->path ? "/" : "",
			  ext2fs_dirent_name_len(name), name->name);
	print(dir, path, name->inode, &inode);
	below.path = path;
	if (LINUX_S_ISDIR(inode.i_mode) && below.depth < DEPTH)
		dir->err = list_dir(&below, name->inode);
	free(path);
	return dir->err ? DIRENT_ABORT : 0;
}

static errcode_t list_dir(const struct list_dir *dir, ext2_ino_t ino)
{
	struct list_dir here = *dir;
	errcode_t err = ext2fs_dir_iterate2(dir->fs, ino, 0, NULL, list_name, &here);

	return err ? err : here.err;
}

static errcode_t list_all(int fd)
{
	char *path = alloc_text("/proc/self/fd/%d", fd);
	struct list_dir top = {.path = ""};
	errcode_t err = ext2fs_open(path, 0, 0, 0, unix_io_manager, &top.fs);

	free(path);
	if (err)
		return err;
	err = list_dir(&top, EXT2_ROOT_INO);
	ext2fs_free(top.fs);
	return err;
}

static int list_unpacked(struct imagefile *image, errcode_t *ret_err)
{
	int fd = memfd_create("ext2", MFD_CLOEXEC), result;

	if (fd < 0)
		return report_error("%s: %m", image->path);
	result = unpack(image, fd);
	if (result == 0)
		*ret_err = list_all(fd);
	close(fd);
	return result;
}

int extlist_print(struct imagefile *image)
{
	size_t len;
	const unsigned char *start = imagefile_bytes(image, 0, MAGIC_END, &len);
	errcode_t err = 0;
	int result = 0;

	initialize_ext2_error_table();
	if (has_magic(start, len))
		err = list_all(image->fd);
	else
		result = list_unpacked(image, &err);
	return err ? report_error("%s: %s", image->path, error_message(err)) : result;
}
