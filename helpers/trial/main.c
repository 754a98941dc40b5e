// SPDX-License-Identifier: GPL-2.0
/*
 * The counter of gangway.trial=DEVICE:FILE: the first byte of FILE on the file system of DEVICE. A
 * digit is the number of boots that may still try root=, 'g' means that it is good.
 *
 *	/lib/gangway/trial DEVICE:FILE		in the image: counts one boot
 *	gangway-confirm [DEVICE:FILE]		in the real system: writes 'g'
 *
 * Exit statuses are in gangway-confirm(8). FILE does not change its size, so that it has the old or the
 * new byte if the power fails.
 */
#include <errno.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "helpers/await/finder.h"
#include "lib/error.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define DIR    "/run/gangway"
#define RECORD DIR "/trial" /* what /init has counted, for gangway-confirm */

enum { DONE = 0, EXHAUSTED = 1, USAGE = 2, FAILED = 3 };

/* linux/mount.h, 6.1; libc may not have it */
#ifndef MS_PRIVATE
#define MS_PRIVATE (1 << 18)
#endif

enum { GOOD = 'g', SECONDS = 10, TEXT_SIZE = 512 };

static bool confirming;
static int log_fd = 2;

static int complain(int status, const char *what, const char *why)
{
	const char *name = confirming ? "gangway-confirm" : "<2>gangway: gangway.trial";
	char line[TEXT_SIZE];
	int len = text_format(line, sizeof(line), "%s: %.200s: %s\n", name, what, why);

	if (len > 0)
		(void)sys_write(log_fd, line, len); /* there is no other channel */
	return status;
}

static int complain_error(const char *what, int err)
{
	return complain(FAILED, what, error_text(err));
}

/* ---- the file ------------------------------------------------------------------------------- */

/* Symbolic links are resolved within the file system. */
static int open_inside(const char *file, int flags)
{
	int root = sys_open(SYS_CWD, "/", O_PATH), fd, err;

	if (root < 0)
		return root;
	err = sys_chroot(DIR);
	fd = err ? err : sys_open(SYS_CWD, file, flags | O_NONBLOCK | O_NOCTTY);
	if (!err)
		err = sys_fchdir(root);
	if (!err)
		err = sys_chroot(".");
	sys_close(root);
	if (err && fd >= 0)
		sys_close(fd);
	return err ? err : fd;
}

/* -ENXIO: it is not a regular file; 0: it is empty. */
static int read_byte(const char *file, char *ret_byte)
{
	struct sys_stat st;
	int fd = open_inside(file, O_RDONLY);
	int err = fd < 0 ? fd : sys_stat(fd, "", AT_EMPTY_PATH, &st);

	if (!err)
		err = S_ISREG(st.mode) ? sys_pread(fd, ret_byte, 1, 0) : -ENXIO;
	if (fd >= 0)
		sys_close(fd);
	return err;
}

static int write_byte(const char *file, char byte)
{
	int fd = open_inside(file, O_WRONLY), err = fd;

	if (fd < 0)
		return fd;
	err = sys_write(fd, &byte, 1);
	if (err == 1)
		err = sys_fsync(fd);
	sys_close(fd);
	return err;
}

/* ---- its file system ------------------------------------------------------------------------ */

/* Other processes do not see the mounts, which are in a separate namespace. */
static int hide_mounts(void)
{
	int err = sys_mkdir(DIR, 0755);

	if (!err || err == -EEXIST)
		err = sys_unshare(CLONE_NEWNS);
	return err ? err : sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

static int mount_device(const struct found_device *found, unsigned long flags)
{
	return sys_mount(found->path, DIR, found->type, MS_NOSUID | MS_NODEV | MS_NOEXEC | flags,
			 NULL);
}

/* -EBUSY: it is mounted elsewhere, read-write. */
static int load(const struct found_device *found, const char *file, char *ret_byte)
{
	int err = mount_device(found, MS_RDONLY), result;

	if (err == -EBUSY)
		err = mount_device(found, 0);
	if (err)
		return err;
	result = read_byte(file, ret_byte);
	err = sys_umount(DIR, 0);
	return err ? err : result;
}

/*
 * A file system that is mounted elsewhere, read-only, is not written to: it could not be made
 * read-only again without harm to who has made it writable meanwhile.
 */
static int store(const struct found_device *found, const char *file, char byte)
{
	int err = mount_device(found, 0), result;

	if (err)
		return err;
	result = write_byte(file, byte);
	err = sys_umount(DIR, 0); /* everything is on the disk before the root is tried */
	return result < 0 ? result : err;
}

static int use_byte(const struct found_device *found, const char *file)
{
	char byte, next;
	int err = load(found, file, &byte);

	if (err == -ENXIO)
		return complain(FAILED, file, "not a regular file");
	if (err < 0)
		return complain_error(file, err);
	if (err == 0)
		return complain(FAILED, file, "empty; write a digit or g to it");
	if (byte == GOOD)
		return DONE;
	if (byte < '0' || byte > '9')
		return complain(FAILED, file, "does not begin with a digit or g");
	if (byte == '0' && !confirming)
		return EXHAUSTED;
	next = confirming ? GOOD : byte - 1;
	err = store(found, file, next);
	if (err == -EBUSY)
		return complain(FAILED, found->path, "mounted read-only; remount it read-write");
	return err ? complain_error(file, err) : DONE;
}

/* `device` is NUL-terminated here, at the colon. */
static int run(char *device, const char *file)
{
	struct found_device found;
	struct rootspec spec;
	int err = finder_parse(device, &spec);

	if (err)
		return complain(USAGE, device, error_text(err));
	err = finder_wait(&spec, SECONDS, &found);
	if (err)
		return complain(FAILED, device, finder_error(err));
	if (found.others)
		return complain(FAILED, device, "more than one device has this name; use UUID=");
	err = hide_mounts();
	return err ? complain_error(found.path, err) : use_byte(&found, file);
}

static int split(char *text)
{
	const char *file = rootspec_file(text);

	if (!file)
		return complain(USAGE, text, "expected DEVICE:/FILE");
	text[file - 1 - text] = '\0';
	return run(text, file);
}

int main(int argc, char **argv)
{
	static char text[TEXT_SIZE];
	const char *slash = strrchr(argv[0], '/');
	long err = 0;

	confirming = text_equal(slash ? slash + 1 : argv[0], "gangway-confirm");
	if (!confirming) {
		log_fd = sys_open(SYS_CWD, "/dev/kmsg", O_WRONLY);
		if (log_fd < 0)
			log_fd = 2;
	}
	if (argc > 2 || (argc == 1 && !confirming))
		return complain(USAGE, "usage",
				confirming ? "gangway-confirm [DEVICE:FILE]" : "trial DEVICE:FILE");
	if (argc == 2)
		err = text_copy(text, sizeof(text), argv[1]);
	else
		err = file_read_value(RECORD, text, sizeof(text));
	if (err == -ENOENT)
		return complain(EXHAUSTED, RECORD, "this boot is not a trial");
	return err < 0 ? complain_error(argc == 2 ? argv[1] : RECORD, err) : split(text);
}
