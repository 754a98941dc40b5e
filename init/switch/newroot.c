// SPDX-License-Identifier: GPL-2.0
#include "init/switch/newroot.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/root/mounting.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { PATH_SIZE = 32 };

static bool same_device(const struct sys_stat *a, const struct sys_stat *b)
{
	return a->dev_major == b->dev_major && a->dev_minor == b->dev_minor;
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
static bool has_own_dev(void)
{
	struct sys_stat st;

	return !sys_stat(SYS_CWD, NEW_ROOT "/dev/console", AT_SYMLINK_NOFOLLOW, &st) &&
	       S_ISCHR(st.mode);
}

/* Unmounts what cannot be moved, like util-linux's switch_root; without /dev no init would run. */
static int move_or_let_go(struct boot *b, int i, const struct sys_stat *root)
{
	const char *from = mounts_path(i);
	char to[PATH_SIZE];
	int err;

	text_format(to, sizeof(to), NEW_ROOT "%s", from);
	if (!mounts_find(from))
		return 0; /* if that is unknown, the move fails */
	if (i == MOUNTS_DEV && b->nodes && has_own_dev()) {
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
	else if (i == MOUNTS_DEV)
		return boot_fail_error(b, err, "%s cannot be moved to the new root", from);
	else
		log_error("%s cannot be moved to the new root and is unmounted: %s", from,
			  error_text(err));
	(void)sys_umount(from, MNT_DETACH); /* a mount that remains is harmless */
	return 0;
}

static int move_mounts(struct boot *b)
{
	struct sys_stat root;
	int err = sys_stat(SYS_CWD, NEW_ROOT, 0, &root);

	if (err)
		return boot_fail_error(b, err, NEW_ROOT);
	for (int i = 0; !err && i < MOUNTS_COUNT; i++)
		err = move_or_let_go(b, i, &root);
	/* Otherwise /dev is on the root's own disk from now on. */
	b->nodes = b->nodes && b->moved & 1U << MOUNTS_DEV;
	return err;
}

/* Moves the mounts back from the new root on NEW_ROOT; mounts those again that were unmounted. */
static void move_mounts_back(struct boot *b)
{
	for (int i = 0; i < MOUNTS_COUNT; i++) {
		char from[PATH_SIZE];

		text_format(from, sizeof(from), NEW_ROOT "%s", mounts_path(i));
		if (b->moved & 1U << i)
			(void)sys_mount(from, mounts_path(i), NULL, MS_MOVE, NULL);
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

/* After a pivot: with the old root, the current directory, on top of the new one, another pivot. */
static int pivot_back(int old_root)
{
	int err = sys_move_mount(old_root, "/");

	return err ? err : sys_pivot_root(".", "." NEW_ROOT);
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
		err = b->pivoted ? pivot_back(b->old_root) : move_back(new_root);
	if (new_root >= 0)
		sys_close(new_root);
	(void)sys_chdir("/"); /* of whichever root is current */
	if (!err)
		move_mounts_back(b);
	return err;
}

/*
 * A pivot leaves the old root on top of the new one, where any ".." that reaches / would enter it:
 * an init that is a link to ../bin/busybox would not be found. So it is replaced by a copy that is
 * not mounted, and can be mounted again.
 */
static int take_off(int *old_root)
{
	int copy = sys_copy_mount(*old_root);
	int err;

	if (copy < 0)
		return copy;
	err = sys_umount(".", MNT_DETACH); /* the topmost mount there (pivot_root(2), NOTES) */
	sys_close(err ? copy : *old_root);
	if (!err)
		*old_root = copy;
	return err;
}

static int become_root(struct boot *b)
{
	int err = sys_chdir(NEW_ROOT);

	if (err)
		return err;
	err = sys_pivot_root(".", ".");
	b->pivoted = !err;
	if (err)
		return err == -EINVAL ? move_over() : err;
	err = take_off(&b->old_root);
	if (err && !sys_fchdir(b->old_root))
		(void)sys_pivot_root(".", "." NEW_ROOT); /* the first error counts */
	return err;
}

int newroot_enter(struct boot *b)
{
	int err = move_mounts(b);

	if (!err) {
		err = become_root(b);
		if (err)
			boot_fail_error(b, err, "the new root cannot become /");
	}
	if (err) {
		(void)sys_chdir("/"); /* still the old root's */
		move_mounts_back(b);
		return err;
	}
	err = sys_chdir("/");
	if (err) {
		boot_fail_error(b, err, "/ of the new root");
		(void)newroot_leave(b); /* the first error counts */
	}
	return err;
}
