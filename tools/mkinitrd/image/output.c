// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/image/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

/*
 * Only a file may be replaced, and only when asked; a link stands for the file that it leads to.
 * 1: *ret_old is the file that is to be replaced; 0: there is none.
 */
static int look_at_place(struct output *out, const char *image, struct stat *ret_old)
{
	struct stat st;

	if (lstat(image, &st) == 0 && S_ISLNK(st.st_mode)) {
		out->path = realpath(image, NULL);
		if (!out->path)
			return report_error("%s: the link leads nowhere: %m", image);
	} else {
		out->path = alloc_text("%s", image);
	}
	if (lstat(out->path, &st) < 0)
		return errno == ENOENT ? 0 : report_error("%s: %m", image);
	if (S_ISDIR(st.st_mode))
		return report_error("%s: is a folder; name a file in it", image);
	if (!S_ISREG(st.st_mode))
		return report_error("%s: is not a regular file", image);
	if (!out->force)
		return report_error("%s: exists; -f replaces it and keeps it as %s.old", image,
				    out->path);
	*ret_old = st;
	return 1;
}

static int apply_umask(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

/* Who could not read the old image cannot read the new one. Only root can give a file away. */
static int be_like(int fd, const struct stat *old)
{
	if (fchown(fd, old->st_uid, old->st_gid) < 0 && errno != EPERM)
		return -1;
	return fchmod(fd, old->st_mode & 0777);
}

int output_open(struct output *out, const char *image, bool force)
{
	struct stat old = {0};
	int replaces;

	*out = (struct output){.fd = -1, .force = force};
	replaces = look_at_place(out, image, &old);
	if (replaces < 0)
		return -1;
	out->temp = alloc_text("%s.XXXXXX", out->path);
	out->fd = mkostemp(out->temp, O_CLOEXEC);
	if (out->fd < 0) {
		int error = errno;

		free(out->temp);
		out->temp = NULL;
		return report_error("%s: cannot be written: %s", image, strerror(error));
	}
	if ((replaces ? be_like(out->fd, &old) : apply_umask(out->fd)) < 0)
		return report_error("%s: %m", out->temp);
	return 0;
}

int output_hide(struct output *out)
{
	return fchmod(out->fd, 0600) < 0 ? report_error("%s: %m", out->temp) : 0;
}

int output_write(struct output *out, const void *data, size_t len)
{
	for (const char *at = data; len > 0;) {
		ssize_t done = write(out->fd, at, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return report_error("%s: cannot be written: %m", out->path);
		at += done;
		len -= done;
		out->size += done;
	}
	return 0;
}

/*
 * A second name first, so that there is an image at every moment. FAT has no second names: there
 * the old image is out of its place until the new one is in, and *ret_moved says so.
 */
static int keep_old(const char *path, const char *old, bool *ret_moved)
{
	*ret_moved = false;
	if (access(path, F_OK) < 0)
		return 0;
	if (unlink(old) == 0 || errno == ENOENT) {
		if (link(path, old) == 0)
			return 0;
		if (rename(path, old) == 0) {
			*ret_moved = true;
			return 0;
		}
	}
	return report_error("%s: the old image cannot be kept as this: %m", old);
}

/* Some file systems have no sync for folders; then there is nothing that could be done. */
static int sync_folder(const char *path)
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

/* Somebody else may have come first. FAT and others don't know the flag. */
static int rename_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	return errno == EINVAL ? rename(from, to) : -1;
}

static int replace(const struct output *out, const char *old)
{
	bool moved;

	if (keep_old(out->path, old, &moved) < 0)
		return -1;
	if (rename(out->temp, out->path) == 0)
		return 0;
	report_error("%s: cannot take its place: %m", out->path);
	if (moved && rename(old, out->path) < 0)
		report_error("%s: the old image is here now: %m", old);
	return -1;
}

static int take_place(const struct output *out)
{
	char *old;
	int result;

	if (!out->force)
		return rename_new(out->temp, out->path) < 0
			       ? report_error("%s: cannot take its place: %m", out->path)
			       : 0;
	old = alloc_text("%s.old", out->path);
	result = replace(out, old);
	free(old);
	return result;
}

int output_commit(struct output *out)
{
	if (fsync(out->fd) < 0)
		return report_error("%s: cannot be written: %m", out->path);
	if (close(out->fd) < 0) {
		out->fd = -1;
		return report_error("%s: cannot be written: %m", out->path);
	}
	out->fd = -1;
	if (take_place(out) < 0)
		return -1;
	free(out->temp);
	out->temp = NULL;
	if (sync_folder(out->path) < 0)
		return report_error("%s: written, but its folder could not be synced: %m",
				    out->path);
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
	free(out->path);
	out->temp = out->path = NULL;
}
