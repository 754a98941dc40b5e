// SPDX-License-Identifier: GPL-2.0
/*
 * Mounts a root that is a file, for loop= and gangway.image=.
 *
 *	/lib/gangway/loop FILE loop|gangway.image [ROOTFLAGS]
 *
 * loop: FILE is on the file system that is mounted on the root's directory, which is moved to HOST. The file is
 * writable if that file system is. gangway.image: FILE is in the image, and read-only. Exit status: 0; 1 if it
 * failed, with a cause; then nothing is mounted.
 *
 * EROFS reads the file itself if the kernel can: since 6.12 with EROFS_FS_BACKED_BY_FILE, if the file is not on
 * tmpfs (erofs_fc_get_tree(), fs/erofs/super.c, 6.12). Otherwise the file gets a loop device.
 *
 * Below /run/initramfs, systemd does not unmount HOST when it stops its units (mount_is_extrinsic() of
 * src/core/mount.c, systemd 252). If it is writable, /run/initramfs/shutdown unmounts it at last.
 */
#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "fs/mountroot.h"
#include "fs/probe.h"
#include "helpers/container/exitrd.h"
#include "helpers/loop/extent.h"
#include "helpers/loop/loopdev.h"
#include "helpers/mounts/device.h"
#include "helpers/mounts/report.h"
#include "lib/error.h"
#include "lib/inside.h"
#include "lib/sys.h"
#include "lib/text.h"

#define HOST "/run/initramfs" EXITRD_HOST

enum { PATH_SIZE = 4096 };

static const char *parameter; /* its name, for messages */
static const char *name;      /* FILE */

#define fail(format, ...) \
	report(REPORT_CAUSE, "%s=%.80s: " format, parameter, name __VA_OPT__(, ) __VA_ARGS__)

struct file {
	int fd;
	bool writable;
	struct fs_id id;
};

/* ---- the file -------------------------------------------------------------------------------- */

/* Symbolic links are resolved in `dir`. */
static int open_in(const char *dir, struct file *file)
{
	static char path[PATH_SIZE];
	int err =
		text_format(path, sizeof(path), "/%s", name); /* relative paths would leave `dir` */

	if (err < 0)
		return err;
	file->fd = inside_open(dir, path, file->writable ? O_RDWR : O_RDONLY);
	if (file->fd < 0 && file->writable) {
		file->writable = false;
		file->fd = inside_open(dir, path, O_RDONLY);
	}
	return file->fd;
}

static int check_extent(const struct file *file, uint64_t size)
{
	unsigned char front[EXTENT_FRONT];
	long len = sys_pread(file->fd, front, sizeof(front), 0);
	struct bytes bytes = bytes_of(front, len < 0 ? 0 : len);
	uint64_t extent = extent_of(file->id.type, &bytes);

	if (extent <= size)
		return 0;
	return fail("truncated: it has %llu bytes, and its file system %llu",
		    (unsigned long long)size, (unsigned long long)extent);
}

/* Identifies the file system in the file. */
static int check_file(struct file *file)
{
	struct sys_stat st;
	int err = sys_stat(file->fd, "", AT_EMPTY_PATH, &st);

	if (err)
		return fail("%s", error_text(err));
	if (!S_ISREG(st.mode))
		return fail("not a regular file");
	err = probe_device(file->fd, st.size, 0, &file->id);
	if (err < 0)
		return fail("it cannot be read: %s", error_text(err));
	if (err)
		return fail("it contains no file system that gangway knows");
	if (!probe_is_mountable(&file->id))
		return fail("it contains %s, not a file system", file->id.type);
	return check_extent(file, st.size);
}

/* ---- the mount ------------------------------------------------------------------------------- */

static int fail_mount(const char *type, int err)
{
	if (err == -ENODEV)
		return fail("unknown type %s; add its module with mkinitrd --modules", type);
	if (err == -EROFS)
		return fail("its journal must be replayed first: boot it once with rw");
	return fail("cannot mount it as %s: %s", type, error_text(err));
}

/* The path of an open file, without the links through which it was opened. */
static int find_path(int fd, char path[PATH_SIZE])
{
	char link[32];
	long len;

	text_format(link, sizeof(link), "/proc/self/fd/%d", fd); /* fits */
	len = sys_readlink(SYS_CWD, link, path, PATH_SIZE - 1);
	if (len >= 0)
		path[len] = '\0';
	return len < 0 ? len : 0;
}

static int mount_itself(int fd, struct mount_request *request, struct mount_result *ret_result)
{
	static char path[PATH_SIZE];
	int err = find_path(fd, path);

	request->source = path;
	return err ? err : mount_root(request, ret_result);
}

static int mount_device(const struct file *file, struct mount_request *request)
{
	char path[LOOPDEV_PATH_SIZE];
	struct mount_result result;
	int device = loopdev_open(file->fd, name, file->writable, path), err;

	if (device < 0)
		return fail("cannot set up a loop device: %s; is module loop in the image?",
			    error_text(device));
	request->source = path;
	request->writable = file->writable;
	err = mount_root(request, &result);
	sys_close(device); /* if it is not mounted, the kernel clears it */
	if (err)
		return fail_mount(file->id.type, err);
	report(REPORT_INFO, "the root is %s=%.80s (%s, %s, %s)", parameter, name, path, result.type,
	       result.writable ? "rw" : "ro");
	return 0;
}

/* The driver of ext4 also serves ext2 and ext3. */
static int mount_file(const struct file *file, const char *options)
{
	static char types[MOUNT_TYPE_SIZE];
	struct mount_request request = {.target = NEW_ROOT, .types = types, .options = options};
	struct mount_result result;

	text_format(types, sizeof(types), "%s%s", file->id.type,
		    text_after(file->id.type, "ext") ? ",ext4" : ""); /* fits */
	if (!text_equal(types, "erofs") || mount_itself(file->fd, &request, &result))
		return mount_device(file, &request);
	report(REPORT_INFO, "the root is %s=%.80s (erofs, ro)", parameter, name);
	return 0;
}

static int mount_in(const char *dir, bool writable, const char *options)
{
	struct file file = {.writable = writable};
	int err;

	(void)sys_mkdir(NEW_ROOT, 0755); /* the mount returns the error that matters */
	(void)fail("its disk does not respond");
	err = open_in(dir, &file);
	if (err < 0)
		return fail("%s", error_text(err));
	err = check_file(&file);
	if (!err)
		err = mount_file(&file, options);
	sys_close(file.fd);
	return err;
}

/* ---- the two kinds --------------------------------------------------------------------------- */

/* 1 if something is mounted on the root's directory, or 0. */
static int has_root(void)
{
	struct sys_stat root, st;

	return !sys_stat(SYS_CWD, "/", 0, &root) && !sys_stat(SYS_CWD, NEW_ROOT, 0, &st) &&
	       (st.dev_major != root.dev_major || st.dev_minor != root.dev_minor);
}

/* It is not part of the system: it needs no programs with privileges, and no device nodes. */
static int move_host(bool writable)
{
	int err;

	(void)sys_mkdir("/run/initramfs", 0755); /* the move returns the error that matters */
	(void)sys_mkdir(HOST, 0755);
	(void)sys_umount(HOST, MNT_DETACH); /* of an earlier attempt */
	err = sys_mount(NEW_ROOT, HOST, NULL, MS_MOVE, NULL);
	if (err)
		return fail(HOST ": %s", error_text(err));
	(void)sys_mount(NULL, HOST, NULL,
			MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | (writable ? 0 : MS_RDONLY),
			NULL); /* better than nothing */
	return 0;
}

static int mount_from_host(void)
{
	bool writable = sys_fs_read_only(NEW_ROOT) == 0;
	int err;

	if (writable)
		exitrd_prepare();
	err = move_host(writable);
	if (err)
		return err;
	err = mount_in(HOST, writable, NULL);
	if (err)
		(void)sys_umount(HOST, MNT_DETACH); /* the first error counts */
	else
		(void)sys_symlink("../initramfs/gangway-host",
				  REPORT_DIR "/host"); /* it may exist */
	return err;
}

int main(int argc, char **argv)
{
	int err;

	if (argc < 3)
		return 2; /* it is not for users */
	report_open();
	name = argv[1];
	parameter = argv[2];
	if (text_equal(parameter, "loop"))
		err = mount_from_host();
	else /* unless a user has mounted another root in a shell */
		err = has_root() ? 0 : mount_in("/", false, argv[3]);
	if (!err)
		report_no_cause();
	return err;
}
