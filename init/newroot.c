// SPDX-License-Identifier: GPL-2.0
#include "init/newroot.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "init/boot.h"
#include "init/mounting.h"
#include "init/mounts.h"
#include "init/log.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

/* kernel_init(), init/main.c, 6.1 */
static const char *const inits[] = {"/sbin/init", "/etc/init", "/bin/init", "/bin/sh"};

enum { INITS = sizeof(inits) / sizeof(inits[0]) };

/* The mounts to move. Relative, since they are looked up under both roots. */
static const char *const moving[] = {"dev", "proc", "sys", "run"};

enum { DEV, MOVING = sizeof(moving) / sizeof(moving[0]), PATH_SIZE = 32 };

static bool same_device(const struct sys_stat *a, const struct sys_stat *b)
{
	return a->dev_major == b->dev_major && a->dev_minor == b->dev_minor;
}

/* ---- which init the root has: in a child, since the disk may not respond --------------------- */

static struct check {
	struct child child;
	const char *root, *init;
	struct check_result {
		int found;         /* index in `inits` */
		int errors[INITS]; /* of the earlier ones */
	} result;
} check;

/* Reads the first block, which exec will read, so that disk errors show up now. */
static int read_first(const char *path)
{
	char block[512];
	int fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	int got = fd < 0 ? fd : sys_read(fd, block, sizeof(block));

	if (fd >= 0)
		sys_close(fd);
	return got == -EACCES ? 0 : got; /* a file on a network may be executable, but unreadable */
}

/* A regular file with any execute permission. Only the exec checks its format. */
static int check_program(const char *path)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, path, 0, &st);

	if (err)
		return err;
	if (!S_ISREG(st.mode) || !(st.mode & 0111))
		return -EACCES;
	err = read_first(path);
	return err < 0 ? err : 0;
}

static int check_usual(struct check_result *result)
{
	int first_err = -ENOENT;

	for (int i = 0; i < INITS; i++) {
		int err = check_program(inits[i]);

		result->found = i;
		result->errors[i] = err;
		if (!err)
			return 0;
		if (first_err == -ENOENT)
			first_err = err;
	}
	return first_err;
}

/* PID 1 will look up the four directories and the console again; then they are cached. */
static int check_root(struct boot *b, void *context)
{
	struct check *c = context;
	struct sys_stat st;
	int err = sys_chroot(c->root);

	if (!err)
		err = sys_chdir("/");
	for (int i = 0; !err && i < MOVING; i++)
		(void)sys_stat(SYS_CWD, moving[i], AT_SYMLINK_NOFOLLOW, &st);
	if (b->nodes)
		(void)sys_stat(SYS_CWD, "dev/console", AT_SYMLINK_NOFOLLOW, &st);
	if (!err)
		err = c->init ? check_program(c->init) : check_usual(&c->result);
	return err;
}

static void log_errors(const struct check_result *result)
{
	for (int i = 0; i < INITS; i++)
		if (result->errors[i] && result->errors[i] != -ENOENT)
			log_error("%s of the root: %s", inits[i], error_text(result->errors[i]));
}

static int fail_check(struct boot *b, const char *init, int err)
{
	struct blockdev dev;

	if (b->root && blockdev_read(b->root->dev.name, &dev) == -ENOENT)
		return boot_fail(b, -ENODEV, "the root's disk, /dev/%s, was removed",
				 b->root->dev.name);
	if (init)
		return boot_fail(b, err, "init=%s of the root: %s", init, error_text(err));
	if (err != -ENOENT && err != -EACCES)
		return boot_fail(b, err, "the root cannot be read: %s", error_text(err));
	return boot_fail(b, err, "the root has no init that can be executed (%s, %s, %s, %s)",
			 inits[0], inits[1], inits[2], inits[3]);
}

int newroot_check_init(struct boot *b, const char *root)
{
	const char *init = b->config.init;
	const struct child_plan plan = {
		.name = "gangway-check",
		.run = check_root,
		.context = &check,
		.result = &check.result,
		.size = sizeof(check.result),
	};
	int err;

	check.root = root;
	check.init = init;
	memset(&check.result, 0, sizeof(check.result));
	err = child_start(b, &check.child, &plan);
	if (err)
		return boot_fail(b, err, "cannot start a process to check the root: %s",
				 error_text(err));
	err = mounting_await(b, &check.child, "checking the init of the root");
	if (child_give_up(b, &check.child))
		return boot_fail(b, -ETIMEDOUT,
				 "the root's disk does not respond: checking its "
				 "init takes too long");
	log_errors(&check.result);
	if (err)
		return fail_check(b, init, err);
	b->init = init ? init : inits[check.result.found];
	return 0;
}

const char *newroot_next_init(const struct boot *b, const char *init)
{
	for (int i = 0; !b->config.init && i < INITS - 1; i++)
		if (inits[i] == init)
			return inits[i + 1];
	return NULL;
}

/*
 * Moves one mount to its directory in the new root, which must not be a symbolic link: later writes
 * below it must not end up elsewhere in the root. 1: something is mounted there already.
 */
static int move_along(const char *from, const char *to, const struct sys_stat *root)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, to, AT_SYMLINK_NOFOLLOW, &st);

	if (err)
		return err;
	if (!S_ISDIR(st.mode))
		return -ENOTDIR;
	return same_device(&st, root) ? sys_mount(from, to, NULL, MS_MOVE, NULL) : 1;
}

/*
 * Without devtmpfs, a root that has device nodes keeps them, as without an initramfs: they have
 * their own owners, modes and links.
 */
static bool has_own_dev(const struct boot *b)
{
	struct sys_stat st;

	return b->nodes && !sys_stat(SYS_CWD, NEW_ROOT "/dev/console", AT_SYMLINK_NOFOLLOW, &st) &&
	       S_ISCHR(st.mode);
}

/* Unmounts what cannot be moved, like util-linux's switch_root; without /dev no init would run. */
static int move_or_let_go(struct boot *b, int i, const struct sys_stat *root)
{
	char from[PATH_SIZE], to[PATH_SIZE];
	int err;

	text_format(from, sizeof(from), "/%s", moving[i]);
	text_format(to, sizeof(to), NEW_ROOT "/%s", moving[i]);
	if (!mounts_find(from))
		return 0; /* if that is unknown, the move fails */
	if (i == DEV && has_own_dev(b)) {
		(void)sys_umount(from, MNT_DETACH); /* it does not cover the root's own /dev */
		return 0;
	}
	err = move_along(from, to, root);
	if (!err) {
		b->moved |= 1U << i;
		return 0;
	}
	if (err > 0)
		log_debug("%s of the root is a mount already", from);
	else if (i == DEV)
		return boot_fail(b, err, "%s cannot be moved to the root's: %s", from,
				 error_text(err));
	else
		log_error("%s cannot be moved to the root's and is unmounted: %s", from,
			  error_text(err));
	(void)sys_umount(from, MNT_DETACH); /* a mount that remains is harmless */
	return 0;
}

static int move_mounts(struct boot *b)
{
	struct sys_stat root;
	int err = sys_stat(SYS_CWD, NEW_ROOT, 0, &root);

	if (err)
		return boot_fail(b, err, NEW_ROOT ": %s", error_text(err));
	for (int i = 0; !err && i < MOVING; i++)
		err = move_or_let_go(b, i, &root);
	/* Otherwise /dev is on the root's own disk from now on. */
	b->nodes = b->nodes && b->moved & 1U << DEV;
	return err;
}

/* Moves the mounts back from the new root on NEW_ROOT; mounts those again that were unmounted. */
static void move_mounts_back(struct boot *b)
{
	for (int i = 0; i < MOVING; i++) {
		char from[PATH_SIZE], to[PATH_SIZE];

		text_format(from, sizeof(from), NEW_ROOT "/%s", moving[i]);
		text_format(to, sizeof(to), "/%s", moving[i]);
		if (b->moved & 1U << i)
			(void)sys_mount(from, to, NULL, MS_MOVE, NULL);
	}
	b->moved = 0;
	(void)mounts_step(b); /* a rescue shell without /proc is better than none */
}

/* Kernels without nullfs (before 7.0) cannot pivot away from rootfs: it has no parent mount. */
static int move_over(void)
{
	int err = sys_mount(".", "/", NULL, MS_MOVE, NULL);

	if (err)
		return err;
	err = sys_chroot(".");
	if (err)
		(void)sys_mount(".", NEW_ROOT, NULL, MS_MOVE,
				NULL); /* undo: the first error counts */
	return err;
}

/*
 * After a pivot: another pivot makes the old root / again, which is mounted on top of the new one.
 */
static int pivot_back(void)
{
	return sys_pivot_root(".", "." NEW_ROOT);
}

/* After a move: moves the new root, open as `new_root`, back to NEW_ROOT. */
static int move_back(int new_root)
{
	int err = sys_chroot(".");

	if (!err)
		err = sys_fchdir(new_root);
	if (!err)
		err = sys_mount(".", NEW_ROOT, NULL, MS_MOVE, NULL);
	return err;
}

int newroot_leave(struct boot *b)
{
	int new_root = sys_open(SYS_CWD, "/", O_RDONLY | O_DIRECTORY);
	int err = new_root < 0 ? new_root : sys_fchdir(b->old_root);

	if (!err)
		err = b->pivoted ? pivot_back() : move_back(new_root);
	if (new_root >= 0)
		sys_close(new_root);
	(void)sys_chdir("/"); /* of whichever root is current */
	if (!err)
		move_mounts_back(b);
	return err;
}

static int become_root(struct boot *b)
{
	int err = sys_chdir(NEW_ROOT);

	if (err)
		return err;
	err = sys_pivot_root(".", ".");
	b->pivoted = !err;
	return err == -EINVAL ? move_over() : err;
}

int newroot_enter(struct boot *b)
{
	int err = move_mounts(b);

	if (!err) {
		err = become_root(b);
		if (err)
			boot_fail(b, err, "the new root cannot become /: %s", error_text(err));
	}
	if (err) {
		(void)sys_chdir("/"); /* still the old root's */
		move_mounts_back(b);
		return err;
	}
	err = sys_chdir("/");
	if (err) {
		boot_fail(b, err, "/ of the new root: %s", error_text(err));
		(void)newroot_leave(b); /* the first error counts */
	}
	return err;
}
