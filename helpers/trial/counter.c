// SPDX-License-Identifier: GPL-2.0
#include "helpers/trial/counter.h"

#include <errno.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "helpers/await/finder.h"
#include "helpers/trial/report.h"
#include "lib/error.h"
#include "lib/inside.h"
#include "lib/sys.h"

#define DIR "/run/gangway"

/* linux/mount.h, 6.1; libc may not have it */
#ifndef MS_PRIVATE
#define MS_PRIVATE (1 << 18)
#endif

enum { GOOD = 'g', SECONDS = 10 };

/* ---- the file ------------------------------------------------------------------------------- */

/* -ENXIO: it is not a regular file; 0: it is empty. */
static int read_byte(const char *file, char *ret_byte)
{
	struct sys_stat st;
	int fd = inside_open(DIR, file, O_RDONLY);
	int err = fd < 0 ? fd : sys_stat(fd, "", AT_EMPTY_PATH, &st);

	if (!err)
		err = S_ISREG(st.mode) ? sys_pread(fd, ret_byte, 1, 0) : -ENXIO;
	if (fd >= 0)
		sys_close(fd);
	return err;
}

static int write_byte(const char *file, char byte)
{
	int fd = inside_open(DIR, file, O_WRONLY), err = fd;

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

static int use_byte(const struct found_device *found, const char *file, enum counter_action action,
		    char *ret_byte)
{
	char byte, next;
	int err = load(found, file, &byte);

	if (err == -ENXIO)
		return complain(FAILED, file, "not a regular file");
	if (err < 0)
		return complain_error(file, err);
	if (err == 0)
		return complain(FAILED, file, "empty; write a digit or g to it");
	if (action == COUNTER_SHOW)
		*ret_byte = byte;
	if (byte == GOOD || action == COUNTER_SHOW)
		return DONE;
	if (byte < '0' || byte > '9')
		return complain(FAILED, file, "does not begin with a digit or g");
	if (byte == '0' && action == COUNTER_COUNT)
		return EXHAUSTED;
	next = action == COUNTER_CONFIRM ? GOOD : byte - 1;
	err = store(found, file, next);
	if (err == -EBUSY)
		return complain(FAILED, found->path, "mounted read-only; remount it read-write");
	return err ? complain_error(file, err) : DONE;
}

int counter_run(char *text, enum counter_action action, char *ret_byte)
{
	const char *file = rootspec_file(text);
	struct found_device found;
	struct rootspec spec;
	int err;

	if (!file)
		return complain(USAGE, text, "expected DEVICE:/FILE");
	text[file - 1 - text] = '\0'; /* what remains is DEVICE */
	err = finder_parse(text, &spec);
	if (err)
		return complain(USAGE, text, error_text(err));
	err = finder_wait(&spec, SECONDS, &found);
	if (err)
		return complain(FAILED, text, finder_error(err));
	if (found.others)
		return complain(FAILED, text, "more than one device has this name; use UUID=");
	err = hide_mounts();
	return err ? complain_error(found.path, err) : use_byte(&found, file, action, ret_byte);
}
