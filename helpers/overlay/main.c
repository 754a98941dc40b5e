// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces the mount of the root with an overlay, for gangway.overlay=; helpers/mounts runs it.
 *
 *	/lib/gangway/overlay tmpfs|DEVICE ROOT LAYER
 *
 * DEVICE is that of the upper layer, ROOT that of the root ("": not known). LAYER is the name of the root on
 * DEVICE: each root has its own layer, since one made for another root would hide newer files. Exit status: 0;
 * 1 if it failed, with a cause; then the root is mounted as before.
 *
 * The layers are mounted in /run, which the real system keeps; only root may enter the directory, since a
 * program that was replaced in the overlay is still in the lower layer.
 *
 *	/run/initramfs/gangway-overlay/lower		the root, read-only
 *	/run/initramfs/gangway-overlay/upper		a tmpfs, or the device
 *	.../upper/gangway-overlay/LAYER			the directories of the overlay, upper and work
 *	/run/gangway/overlay				a link
 *
 * Below /run/initramfs, systemd does not unmount them when it stops its units: that would leave the file
 * system of the device in use by the overlay, and dirty. systemd-shutdown remounts it read-only
 * (mount_is_extrinsic() of src/core/mount.c, and src/shutdown/umount.c, systemd 252).
 */
#include <errno.h>
#include <sys/mount.h>

#include "fs/mountroot.h"
#include "helpers/mounts/device.h"
#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

#define DIR    "/run/initramfs/gangway-overlay"
#define LOWER  DIR "/lower"
#define UPPER  DIR "/upper"
#define LAYERS UPPER "/gangway-overlay"

enum { OVERLAY_MAGIC = 0x794c7630 }; /* OVERLAYFS_SUPER_MAGIC, linux/magic.h, 6.1 */

enum { LAYER_SIZE = sizeof(LAYERS) + FS_UUID_SIZE + sizeof("//upper") };

static int fail(int err, const char *layer, const char *what)
{
	report(REPORT_CAUSE, "gangway.overlay=%.80s: %s: %s", layer, what, error_text(err));
	return err;
}

/* Of this root, in LAYERS. */
static char upper[LAYER_SIZE], work[LAYER_SIZE];

/* Of an earlier run of this helper, whose root was given up or has to be mounted again. */
static bool is_done(void)
{
	int fd = sys_open(SYS_CWD, NEW_ROOT, O_RDONLY | O_DIRECTORY);
	uint64_t magic = 0;

	if (fd >= 0 && sys_fs_magic(fd, &magic))
		magic = 0;
	if (fd >= 0)
		sys_close(fd);
	return magic == OVERLAY_MAGIC;
}

static int make_dir(const char *path, uint32_t mode)
{
	int err = sys_mkdir(path, mode);

	return err == -EEXIST ? 0 : err;
}

/* A directory of the layers, which may exist on a device, but not as a link. */
static int make_layer(const char *path, uint32_t mode)
{
	int err = make_dir(path, mode), fd;

	fd = err ? err : sys_open(SYS_CWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
	if (fd >= 0)
		sys_close(fd);
	return fd < 0 ? fd : 0;
}

/* ---- the upper layer ------------------------------------------------------------------------- */

static int mount_tmpfs(const char *layer)
{
	int err = sys_mount("tmpfs", UPPER, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755");

	return err ? fail(err, layer, "tmpfs") : 0;
}

static int mount_device(const char *layer, const char *root)
{
	struct mount_request request = {
		.target = UPPER, .options = "nosuid,nodev", .writable = true};
	struct mount_result result;
	struct found_device found;
	int err;

	err = device_find("gangway.overlay", layer, DEVICE_WAIT, &found);
	if (err)
		return err;
	if (device_is_root(&found, root))
		return fail(-EBUSY, layer, "this is the device of the root");
	request.source = found.path;
	request.types = found.type;
	report(REPORT_CAUSE,
	       "gangway.overlay=%.80s: %s does not respond: mounting it takes too long", layer,
	       found.path);
	err = mount_root(&request, &result);
	if (!err && !result.writable) {
		(void)sys_umount(UPPER, MNT_DETACH); /* the first error counts */
		err = -EROFS;
	}
	if (err)
		return fail(err, layer, found.path);
	report_no_cause();
	return 0;
}

/* ---- all layers ------------------------------------------------------------------------------ */

/* The mode of / is that of the upper directory. */
static int make_layers(const char *name)
{
	struct sys_stat st;
	int err = sys_stat(SYS_CWD, NEW_ROOT, 0, &st);
	int len = text_format(upper, sizeof(upper), LAYERS "/%s", *name ? name : "root");

	if (len < 0)
		return len;
	if (!err)
		err = make_layer(LAYERS, 0700);
	if (!err)
		err = make_layer(upper, 0700);
	(void)text_format(work, sizeof(work), "%s/work", upper);
	(void)text_copy(upper + len, sizeof(upper) - len, "/upper");
	if (!err)
		err = make_layer(work, 0700);
	return err ? err : make_layer(upper, st.mode & 07777);
}

static int join(const char *layer, const char *name)
{
	static char options[sizeof("lowerdir=" LOWER ",upperdir=,workdir=") + 2 * LAYER_SIZE];
	int err = make_layers(name);

	if (err)
		return fail(err, layer, LAYERS);
	err = sys_mount(NEW_ROOT, LOWER, NULL, MS_MOVE, NULL);
	if (err)
		return fail(err, layer, LOWER);
	if (!sys_fs_read_only(LOWER)) /* mounted by hand */
		(void)sys_mount(NULL, LOWER, NULL, MS_REMOUNT | MS_RDONLY,
				NULL); /* nothing writes */
	(void)text_format(options, sizeof(options), "lowerdir=" LOWER ",upperdir=%s,workdir=%s",
			  upper, work); /* fits */
	err = sys_mount("overlay", NEW_ROOT, "overlay", 0, options);
	if (!err)
		return 0;
	(void)sys_mount(LOWER, NEW_ROOT, NULL, MS_MOVE, NULL); /* the first error counts */
	return fail(err, layer,
		    err == -ENODEV ? "no module overlay in the image; add it with mkinitrd --with "
				     "overlay"
				   : "the overlay");
}

static int mount_overlay(const char *layer, const char *root, const char *name)
{
	bool memory = text_equal(layer, "tmpfs");
	int err;

	if (is_done())
		return 0;
	(void)sys_umount(LOWER, MNT_DETACH); /* of an earlier root; there may be none */
	(void)sys_umount(UPPER, MNT_DETACH);
	err = make_dir("/run/initramfs", 0755);
	if (!err)
		err = make_dir(DIR, 0700);
	if (!err)
		err = make_dir(LOWER, 0700);
	if (!err)
		err = make_dir(UPPER, 0700);
	if (err)
		return fail(err, layer, DIR);
	err = memory ? mount_tmpfs(layer) : mount_device(layer, root);
	if (err)
		return err;
	err = join(layer, name);
	if (err) {
		(void)sys_umount(UPPER, MNT_DETACH); /* the first error counts */
		return err;
	}
	(void)sys_symlink("../initramfs/gangway-overlay", REPORT_DIR "/overlay"); /* it may exist */
	report(REPORT_INFO, "the root is an overlay; changes are kept %s%.80s",
	       memory ? "in memory" : "on ", memory ? "" : layer);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2; /* it is not for users */
	report_open();
	return mount_overlay(argv[1], argv[2], argv[3]) ? 1 : 0;
}
