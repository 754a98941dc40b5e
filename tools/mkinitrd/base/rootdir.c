// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/rootdir.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"

int root_open(struct root *root, const char *option, const char *dir)
{
	char *real = realpath(dir, NULL);
	struct stat st;

	if (!real)
		return report_error("%s %s: %m", option, dir);
	if (stat(real, &st) < 0 || !S_ISDIR(st.st_mode)) {
		free(real);
		return report_error("%s %s: not a folder", option, dir);
	}
	if (strcmp(real, "/") == 0)
		real[0] = '\0';
	root->dir = real;
	return 0;
}

void root_close(struct root *root)
{
	free(root->dir);
}

static bool link_target(void *context, const char *path, char *target)
{
	const struct root *root = context;
	char *outside = root_outside(root, path);
	ssize_t len = readlink(outside, target, PATH_MAX - 1);

	free(outside);
	if (len < 0)
		return false;
	target[len] = '\0';
	return true;
}

int root_resolve(const struct root *root, const char *path, char *ret_path)
{
	return path_resolve(path, PATH_FOLLOW_LAST, link_target, (void *)root, ret_path);
}

int root_resolve_link(const struct root *root, const char *path, char *ret_path)
{
	return path_resolve(path, PATH_KEEP_LAST, link_target, (void *)root, ret_path);
}

char *root_outside(const struct root *root, const char *path)
{
	if (!root->dir[0])
		return alloc_text("%s", path_shown(path));
	return alloc_text("%s%s", root->dir, path);
}

char *root_find(const struct root *root, const char *path)
{
	char real[PATH_MAX];
	struct stat st;
	char *outside;

	if (root_resolve(root, path, real) < 0)
		return NULL;
	outside = root_outside(root, real);
	if (stat(outside, &st) == 0)
		return outside;
	free(outside);
	return NULL;
}

char *root_find_first(const struct root *root, const char *const *places, const char *release)
{
	char *found = NULL;

	for (; *places && !found; places++) {
		char *path = alloc_text(*places, release);

		found = root_find(root, path);
		free(path);
	}
	return found;
}
