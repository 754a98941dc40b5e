// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/hold.h"
#include "tools/mkinitrd/base/report.h"

/*
 * Checks that IMAGE is missing, or a regular file that may be replaced; a link is followed. 1:
 * *ret_old is the file to be replaced; 0: there is none.
 */
static int check_path(struct output *out, const char *image, struct stat *ret_old)
{
	struct stat st;

	if (lstat(image, &st) == 0 && S_ISLNK(st.st_mode)) {
		out->path = realpath(image, NULL);
		if (!out->path)
			return report_error("%s: dangling link: %m", image);
	} else {
		out->path = alloc_text("%s", image);
	}
	if (lstat(out->path, &st) < 0)
		return errno == ENOENT ? 0 : report_error("%s: %m", image);
	if (S_ISDIR(st.st_mode))
		return report_error("%s: Is a directory; specify a file in it", image);
	if (!S_ISREG(st.st_mode))
		return report_error("%s: not a regular file", image);
	if (!out->force)
		return report_error("%s: File exists; use -f to replace it and keep it as %s.old",
				    image, out->path);
	*ret_old = st;
	return 1;
}

static int apply_umask(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

/*
 * Copies mode and owner: the new image is readable by the same users. Only root can change the
 * owner.
 */
static int copy_attributes(int fd, const struct stat *old)
{
	if (fchown(fd, old->st_uid, old->st_gid) < 0 && errno != EPERM)
		return -1;
	return fchmod(fd, old->st_mode & 0777);
}

/* The clock, which dates files, may have been set since the machine started. */
static bool may_have_booted(const struct stat *st)
{
	enum { SLACK = 2 }; /* FAT has a resolution of two seconds */
	struct timespec now, up;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0 || clock_gettime(CLOCK_BOOTTIME, &up) < 0)
		return true;
	return st->st_mtim.tv_sec <= now.tv_sec - up.tv_sec + SLACK;
}

static bool keeps_image(const struct output *out, const struct stat *image)
{
	struct stat old;

	return lstat(out->old, &old) < 0 || !S_ISREG(old.st_mode) || may_have_booted(image) ||
	       !may_have_booted(&old);
}

static void remove_leftover(const char *path)
{
	if (unlink(path) == 0)
		report_detail("%s: removed: left by a killed mkinitrd", path);
}

/* The name is unlikely for other files, since leftovers of this name are removed. */
static int make_temp(struct output *out)
{
	char *prefix = alloc_text("%s.mkinitrd-", out->path);

	hold_clear(prefix, false, remove_leftover);
	do {
		free(out->temp);
		if (out->fd >= 0)
			close(out->fd);
		out->temp = alloc_text("%sXXXXXX", prefix);
		out->fd = mkostemp(out->temp, O_CLOEXEC);
	} while (out->fd >= 0 && hold(out->fd) < 0);
	free(prefix);
	return out->fd < 0 ? -1 : 0;
}

int output_open(struct output *out, const char *image, bool force)
{
	struct stat old = {0};
	int replaces;

	*out = (struct output){.fd = -1, .force = force};
	replaces = check_path(out, image, &old);
	if (replaces < 0)
		return -1;
	out->old = alloc_text("%s.old", out->path);
	out->keeps = replaces && keeps_image(out, &old);
	if (make_temp(out) < 0) {
		int error = errno;

		free(out->temp);
		out->temp = NULL;
		return report_error("cannot write %s: %s", image, strerror(error));
	}
	if ((replaces ? copy_attributes(out->fd, &old) : apply_umask(out->fd)) < 0)
		return report_error("%s: %m", out->temp);
	return 0;
}

int output_hide(struct output *out)
{
	return fchmod(out->fd, 0600) < 0 ? report_error("%s: %m", out->temp) : 0;
}

/*
 * Removes IMAGE.old early, which IMAGE is going to replace, if there is no space for all three.
 * IMAGE itself is kept until the new image is complete.
 */
static bool free_space(const struct output *out)
{
	struct stat st;

	if (!out->keeps || lstat(out->old, &st) < 0 || !S_ISREG(st.st_mode) || unlink(out->old) < 0)
		return false;
	report_warning("%s: removed because the disk is full", out->old);
	return true;
}

static int log_full(const struct output *out)
{
	if (access(out->old, F_OK) == 0)
		return report_error("cannot write %s: %s; keeping %s, which may have been booted",
				    out->path, strerror(ENOSPC), out->old);
	return report_error("cannot write %s: %s", out->path, strerror(ENOSPC));
}

int output_write(struct output *out, const void *data, size_t len)
{
	for (const char *at = data; len > 0;) {
		ssize_t done = write(out->fd, at, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && errno == ENOSPC) {
			if (free_space(out))
				continue;
			return log_full(out);
		}
		if (done < 0)
			return report_error("cannot write %s: %m", out->path);
		at += done;
		len -= done;
		out->size += done;
	}
	return 0;
}

/*
 * Creates a hard link, so that IMAGE exists at any time. FAT has no hard links: there the old image
 * is renamed, and *ret_moved is set.
 */
static int keep_old(const char *path, const char *old, bool *ret_moved)
{
	struct stat st;

	*ret_moved = false;
	if (access(path, F_OK) < 0)
		return 0;
	if (lstat(old, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode) &&
	    !S_ISDIR(st.st_mode))
		return report_error("%s: not a regular file", old);
	if (unlink(old) == 0 || errno == ENOENT) {
		if (link(path, old) == 0)
			return 0;
		if (rename(path, old) == 0) {
			*ret_moved = true;
			return 0;
		}
	}
	return report_error("cannot keep the old image as %s: %m", old);
}

/* Some file systems cannot sync directories; that is ignored. */
static int sync_dir(const char *path)
{
	char *copy = alloc_text("%s", path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	free(copy);
	if (fd < 0)
		return -1;
	if (fsync(fd) < 0 && errno != EINVAL && errno != ENOTSUP)
		result = -1;
	close(fd);
	return result;
}

/* Fails if another process created the file meanwhile. FAT and others do not support the flag. */
static int rename_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	return errno == EINVAL ? rename(from, to) : -1;
}

static void log_kept(const struct output *out)
{
	if (out->keeps)
		report_result("%s: the replaced image", out->old);
	else if (access(out->old, F_OK) == 0)
		report_result("%s: left unchanged; the replaced image was never booted", out->old);
}

static int replace(const struct output *out)
{
	bool moved = false;

	if (out->keeps && keep_old(out->path, out->old, &moved) < 0)
		return -1;
	if (rename(out->temp, out->path) == 0) {
		log_kept(out);
		return 0;
	}
	report_error("cannot rename the new image to %s: %m", out->path);
	if (moved && rename(out->old, out->path) < 0)
		report_error("%s: the old image is now here; cannot rename it back: %m", out->old);
	return -1;
}

static int move_into_place(const struct output *out)
{
	if (out->force)
		return replace(out);
	if (rename_new(out->temp, out->path) == 0)
		return 0;
	return report_error("cannot rename the new image to %s: %m", out->path);
}

int output_commit(struct output *out)
{
	if (fsync(out->fd) < 0)
		return report_error("cannot write %s: %m", out->path);
	if (close(out->fd) < 0) {
		out->fd = -1;
		return report_error("cannot write %s: %m", out->path);
	}
	out->fd = -1;
	if (move_into_place(out) < 0)
		return -1;
	free(out->temp);
	out->temp = NULL;
	if (sync_dir(out->path) < 0)
		return report_error("%s: written, but cannot sync its directory: %m", out->path);
	return 0;
}

void output_abandon(struct output *out)
{
	if (out->fd >= 0)
		close(out->fd);
	out->fd = -1;
	if (out->temp)
		unlink(out->temp);
	free(out->temp);
	free(out->old);
	free(out->path);
	out->temp = out->old = out->path = NULL;
}
