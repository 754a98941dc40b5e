// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/hold.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/path.h"

enum { RANDOM = 6 }; /* characters that mkstemp(3) chooses */

int hold(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -1 : 0;
	return fstat(fd, &st) == 0 && st.st_nlink > 0 ? 0 : -1;
}

/* In a world-writable directory, another user's tree could change while it is removed. */
static bool may_remove(int fd, bool directories)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	if (!directories)
		return S_ISREG(st.st_mode);
	return S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0;
}

static void clear(const char *path, bool directories, hold_remove_fn *remove)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	if (may_remove(fd, directories) && flock(fd, LOCK_EX | LOCK_NB) == 0)
		remove(path);
	close(fd);
}

void hold_clear(const char *prefix, bool directories, hold_remove_fn *remove)
{
	char *copy = alloc_text("%s", prefix);
	DIR *in = opendir(dirname(copy));
	const char *name = path_name(prefix);
	size_t len = strlen(name);
	struct dirent *d;

	while (in && (d = readdir(in))) {
		char *path;

		if (strncmp(d->d_name, name, len) != 0 || strlen(d->d_name) != len + RANDOM)
			continue;
		path = alloc_text("%s%s", prefix, d->d_name + len);
		clear(path, directories, remove);
		free(path);
	}
	if (in)
		closedir(in);
	free(copy);
}
