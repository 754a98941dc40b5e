// SPDX-License-Identifier: GPL-2.0
#include "sysmap/atomic.h"

#include <errno.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

static const char infix[] = ".gangway.";

/* An earlier process of our number may have left a file, or somebody a link, at our own name. */
static int set_names(struct atomic *file, const char *path)
{
	int len = text_copy(file->path, sizeof(file->path), path);

	if (!len)
		len = text_format(file->temporary, sizeof(file->temporary), "%s%s%d", path, infix,
				  (int)sys_getpid());
	if (len < 0)
		return len;
	sys_unlink(SYS_CWD, file->temporary, 0); /* what stays fails the making of the new one */
	return 0;
}

int atomic_open(struct atomic *file, const char *path, uint32_t mode)
{
	int err = set_names(file, path);

	if (err)
		return err;
	file->fd = sys_create_new(file->temporary, mode);
	return file->fd < 0 ? file->fd : 0;
}

/* The folder of a path, "" for the root's. */
static int folder_of(const char *path, char *ret_folder, size_t size)
{
	return text_copy_n(ret_folder, size, path, strrchr(path, '/') - path);
}

/*
 * So that the new name outlives a power cut, and comes before what is written later. An error
 * is none of the writer's: the file is in its place by then, many file systems cannot sync a
 * folder, and where a power cut takes the name away the next boot finds that.
 */
static void sync_folder(const char *path)
{
	char folder[ATOMIC_PATH];
	int fd = folder_of(path, folder, sizeof(folder));

	if (fd == 0)
		fd = sys_open(SYS_CWD, *folder ? folder : "/", O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return;
	sys_fsync(fd);
	sys_close(fd);
}

static int put_in_place(struct atomic *file)
{
	int err = sys_rename(file->temporary, file->path);

	if (err)
		sys_unlink(SYS_CWD, file->temporary, 0); /* the rename's error is the one to tell */
	else
		sync_folder(file->path);
	return err;
}

int atomic_commit(struct atomic *file)
{
	int err = sys_fsync(file->fd);

	if (err) {
		atomic_abandon(file);
		return err;
	}
	sys_close(file->fd);
	return put_in_place(file);
}

void atomic_abandon(struct atomic *file)
{
	sys_close(file->fd);
	sys_unlink(SYS_CWD, file->temporary, 0); /* what cannot be removed is swept later */
}

int atomic_symlink(struct atomic *file, const char *target, const char *path)
{
	int err = set_names(file, path);

	if (!err)
		err = sys_symlink(target, file->temporary);
	return err ? err : put_in_place(file);
}

struct sweep {
	const char *folder, *name;
};

/* NAME.gangway.PID, where no process of that number is left. */
static int sweep_entry(void *context, const char *entry, unsigned char type)
{
	const struct sweep *sweep = context;
	const char *rest = text_after(entry, sweep->name);
	const char *number = rest ? text_after(rest, infix) : NULL;
	char path[ATOMIC_PATH];
	uint64_t pid;

	(void)type;
	if (!number || text_number(number, 10, INT32_MAX, &pid) || sys_kill(pid, 0) != -ESRCH)
		return 0;
	if (text_format(path, sizeof(path), "%s/%s", sweep->folder, entry) > 0)
		sys_unlink(SYS_CWD, path, 0); /* on a read-only file system it stays */
	return 0;
}

void atomic_sweep(const char *path)
{
	char folder[ATOMIC_PATH];
	struct sweep sweep = {.folder = folder, .name = strrchr(path, '/') + 1};

	if (folder_of(path, folder, sizeof(folder)) == 0)
		file_each(SYS_CWD, *folder ? folder : "/", sweep_entry, &sweep);
}
