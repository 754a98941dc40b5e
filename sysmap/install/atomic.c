// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/atomic.h"

#include <string.h>

#include "lib/text.h"

static int temporary_of(const char *path, char *ret_temporary)
{
	int len = text_format(ret_temporary, ATOMIC_PATH, "%s.gangway.new", path);

	return len < 0 ? len : 0;
}

/* Removes what an interrupted writer, or someone else, left at the temporary name. */
static int set_names(struct atomic *file, const char *path)
{
	int err = text_copy(file->path, sizeof(file->path), path);

	if (!err)
		err = temporary_of(path, file->temporary);
	if (!err)
		sys_unlink(SYS_CWD, file->temporary,
			   0); /* a remaining file makes the creation fail */
	file->fd = -1;
	return err;
}

int atomic_open(struct atomic *file, const char *path, uint32_t mode)
{
	int err = set_names(file, path);

	if (err)
		return err;
	file->fd = sys_create_new(file->temporary, mode);
	return file->fd < 0 ? file->fd : 0;
}

int atomic_link(struct atomic *file, const char *path, const char *target)
{
	int err = set_names(file, path);

	return err ? err : sys_symlink(target, file->temporary);
}

static int sync_and_close(struct atomic *file)
{
	int err = file->fd < 0 ? 0 : sys_fsync(file->fd);

	if (file->fd >= 0)
		sys_close(file->fd);
	file->fd = -1;
	return err;
}

int atomic_sync(struct atomic *file, struct sys_stat *ret_stat)
{
	int err = sync_and_close(file);

	if (!err)
		err = sys_stat(SYS_CWD, file->temporary, AT_SYMLINK_NOFOLLOW, ret_stat);
	if (err)
		atomic_abandon(file);
	return err;
}

/*
 * Makes the rename durable, before later writes. Errors are ignored: the file is installed by then,
 * many file systems cannot sync a directory, and the next boot detects a lost name.
 */
static void sync_dir(const char *path)
{
	char dir[ATOMIC_PATH];
	int fd = text_copy_n(dir, sizeof(dir), path, strrchr(path, '/') - path);

	if (fd == 0)
		fd = sys_open(SYS_CWD, *dir ? dir : "/", O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return;
	sys_fsync(fd);
	sys_close(fd);
}

int atomic_install(struct atomic *file)
{
	int err = sys_rename(file->temporary, file->path);

	if (err)
		atomic_abandon(file);
	else
		sync_dir(file->path);
	return err;
}

void atomic_abandon(struct atomic *file)
{
	if (file->fd >= 0)
		sys_close(file->fd);
	sys_unlink(SYS_CWD, file->temporary,
		   0); /* if that fails, atomic_sweep() removes it later */
}

void atomic_sweep(const char *path)
{
	char temporary[ATOMIC_PATH];

	if (temporary_of(path, temporary) == 0)
		sys_unlink(SYS_CWD, temporary, 0); /* fails on a read-only file system */
}
