// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/rootdir.h"

#include <stdio.h>
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
		return report_error("%s %s: Not a directory", option, dir);
	}
	if (strcmp(real, "/") == 0)
		real[0] = '\0';
	root->dir = real;
	return 0;
}

void root_close(struct root *root)
{
	free(root->dir);
	free(root->build);
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

char *root_find_at(const struct root *root, const char *format, const char *release)
{
	char *path = alloc_text(format, release), *found = NULL;

	if (path[0] == '/')
		found = root_find(root, path);
	else if (root->build)
		found = alloc_text("%s/%s", root->build, path);
	free(path);
	if (found && access(found, F_OK) == 0)
		return found;
	free(found);
	return NULL;
}

char *root_find_first(const struct root *root, const char *const *formats, const char *release)
{
	char *found = NULL;

	for (; *formats && !found; formats++)
		found = root_find_at(root, *formats, release);
	return found;
}

/* The release that was built in a directory: new memory, or NULL. */
static char *release_of(const char *dir)
{
	char *path = alloc_text("%s/include/config/kernel.release", dir);
	FILE *file = fopen(path, "re");
	char text[256], *release = NULL;

	if (file && fgets(text, sizeof(text), file))
		release = alloc_text("%.*s", (int)strcspn(text, "\n"), text);
	if (file)
		fclose(file);
	free(path);
	return release;
}

/* The link's target is a path of this machine, even if the modules are in another root. */
static char *follow_build(const struct root *root, const char *release)
{
	static const char *const formats[] = {"/lib/modules/%s", "/usr/lib/modules/%s", NULL};
	char *modules = root_find_first(root, formats, release);
	char *link = alloc_text("%s/build", modules ? modules : "");
	char *dir = modules ? realpath(link, NULL) : NULL;

	free(link);
	free(modules);
	return dir;
}

char *root_find_build(struct root *root, const char *release)
{
	char *built = release_of(root->dir), *dir = NULL;

	if (built && (!release || strcmp(built, release) == 0))
		dir = alloc_text("%s", path_shown(root->dir));
	if (!dir && release) {
		free(built);
		dir = follow_build(root, release);
		built = dir ? release_of(dir) : NULL;
	}
	/* the directory may have been used for another kernel since */
	if (dir && built && (!release || strcmp(built, release) == 0)) {
		free(root->build);
		root->build = dir;
		return built;
	}
	free(dir);
	free(built);
	return NULL;
}
