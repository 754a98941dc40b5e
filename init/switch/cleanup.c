// SPDX-License-Identifier: GPL-2.0
#include "init/switch/cleanup.h"

#include <dirent.h>
#include <errno.h>

#include "init/boot/boot.h"
#include "init/switch/sysmap.h"
#include "lib/file.h"
#include "lib/sys.h"

/* f_type of the file systems into which the kernel unpacks an initramfs (linux/magic.h, 6.1). */
enum { RAMFS_MAGIC = 0x858458f6, TMPFS_MAGIC = 0x01021994 };

/* Deeper directories are not deleted: each level needs a descriptor and a block on the stack. */
enum { DEPTH = 200 };

enum { LOWEST_PRIORITY = 19 };

struct cleanup_dir {
	int fd;
	unsigned depth;
	uint32_t dev_major, dev_minor; /* do not enter other file systems */
};

static void erase_below(const struct cleanup_dir *parent, const char *name);

/* Errors are ignored: what cannot be deleted keeps its memory, and no log is open. */
static int erase_entry(void *context, const char *name, unsigned char type)
{
	const struct cleanup_dir *dir = context;

	if (type != DT_DIR) {
		(void)sys_unlink(dir->fd, name, 0);
		return 0;
	}
	if (dir->depth < DEPTH)
		erase_below(dir, name);
	(void)sys_unlink(dir->fd, name, AT_REMOVEDIR);
	return 0;
}

static void erase_below(const struct cleanup_dir *parent, const char *name)
{
	struct cleanup_dir dir = *parent;
	struct sys_stat st;

	dir.depth++;
	dir.fd = sys_open(parent->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (dir.fd < 0)
		return;
	if (!sys_stat(dir.fd, "", AT_EMPTY_PATH, &st) && st.dev_major == dir.dev_major &&
	    st.dev_minor == dir.dev_minor)
		(void)file_each(dir.fd, ".", erase_entry, &dir);
	sys_close(dir.fd);
}

static bool may_be_erased(int old_root)
{
	uint64_t magic;

	return !sys_fs_magic(old_root, &magic) && (magic == RAMFS_MAGIC || magic == TMPFS_MAGIC);
}

/*
 * Since 7.0, the kernel's kdevtmpfs keeps a copy of the old root's mount, so that unmounting alone
 * frees nothing. The files are therefore deleted on every kernel.
 */
static _Noreturn void erase(struct boot *b, int pipe)
{
	struct cleanup_dir root = {.fd = b->old_root};
	struct sys_stat st;
	char byte;

	sys_set_name("gangway-erase");
	(void)sys_nice(LOWEST_PRIORITY);
	for (int fd = 0; fd <= 2; fd++)
		sys_close(fd); /* the console belongs to the real init */
	if (sys_read(pipe, &byte, 1) != 0)
		sys_exit(0);
	sysmap_wait_opened(&b->sysmap);
	if (!sys_stat(root.fd, "", AT_EMPTY_PATH, &st)) {
		root.dev_major = st.dev_major;
		root.dev_minor = st.dev_minor;
		erase_below(&root, ".");
	}
	sys_exit(0);
}

int cleanup_start(struct boot *b)
{
	int pipe[2], err;
	pid_t pid;

	if (!may_be_erased(b->old_root))
		return 0;
	err = sys_pipe(pipe);
	if (err)
		return err;
	pid = sys_fork();
	if (pid == 0) {
		sys_close(pipe[1]);
		erase(b, pipe[0]);
	}
	sys_close(pipe[0]);
	if (pid > 0)
		return pipe[1];
	sys_close(pipe[1]);
	return pid;
}

void cleanup_cancel(int pipe)
{
	(void)sys_write(pipe, "", 1); /* fails if the cleanup process has died */
	sys_close(pipe);
}
