// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LINKS_MAX = 40 }; /* MAXSYMLINKS (linux/namei.h, 6.1) */

/* Takes the first part off `rest`; its length, 0 at the end. */
static size_t next_part(const char **rest, const char **ret_part)
{
	size_t len;

	while (**rest == '/')
		++*rest;
	len = strcspn(*rest, "/");
	*ret_part = *rest;
	*rest += len;
	return len;
}

static bool is_last(const char *rest)
{
	return rest[strspn(rest, "/")] == '\0';
}

static void to_parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* Puts the link's target in front of what is still to be walked. */
static int follow(const char *target, char *walk, const char *rest)
{
	char joined[PATH_MAX];

	if (snprintf(joined, sizeof(joined), "%s/%s", target, rest) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(walk, joined);
	return 0;
}

int path_resolve(const char *path, enum path_last last, path_link_fn *link, void *context,
		 char *ret_path)
{
	char walk[PATH_MAX], done[PATH_MAX] = "", target[PATH_MAX];
	const char *rest = walk, *part;
	size_t len, have;
	int links = 0;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(walk, path);
	while ((len = next_part(&rest, &part)) > 0) {
		if (len == 1 && part[0] == '.')
			continue;
		if (len == 2 && part[0] == '.' && part[1] == '.') {
			to_parent(done);
			continue;
		}
		have = strlen(done);
		if (have + 1 + len >= PATH_MAX)
			return -ENAMETOOLONG;
		sprintf(done + have, "/%.*s", (int)len, part);
		if (!link || (last == PATH_KEEP_LAST && is_last(rest)) ||
		    !link(context, done, target))
			continue;
		if (++links > LINKS_MAX)
			return -ELOOP;
		if (follow(target, walk, rest) < 0)
			return -ENAMETOOLONG;
		rest = walk;
		done[target[0] == '/' ? 0 : have] = '\0';
	}
	strcpy(ret_path, done);
	return 0;
}

int path_clean(const char *path, char *ret_path)
{
	return path_resolve(path, PATH_KEEP_LAST, NULL, NULL, ret_path);
}

int path_join_link(const char *path, const char *target, char *ret_path)
{
	char joined[PATH_MAX];

	if (target[0] == '/')
		return path_clean(target, ret_path);
	if (snprintf(joined, sizeof(joined), "%s/../%s", path, target) >= PATH_MAX)
		return -ENAMETOOLONG;
	return path_clean(joined, ret_path);
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *path_shown(const char *path)
{
	return *path ? path : "/";
}
