// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LINKS_MAX = 40 }; /* MAXSYMLINKS (linux/namei.h, 6.1) */

/* Removes the first component from `rest`; returns its length, 0 at the end. */
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

struct path_walk {
	enum path_last last;
	path_link_fn *link;
	void *context;
	char text[PATH_MAX]; /* the path that remains, from `rest` on */
	const char *rest;
	char done[PATH_MAX]; /* the resolved path */
	int links;
};

/* The target of the link at `done`; its directory is `have` bytes long. */
static int follow(struct path_walk *w, const char *target, size_t have)
{
	char joined[PATH_MAX];

	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if (snprintf(joined, sizeof(joined), "%s/%s", target, w->rest) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(w->text, joined);
	w->rest = w->text;
	w->done[target[0] == '/' ? 0 : have] = '\0';
	return 0;
}

static int enter(struct path_walk *w, const char *part, size_t len)
{
	char target[PATH_MAX];
	size_t have = strlen(w->done);

	if (have + 1 + len >= PATH_MAX)
		return -ENAMETOOLONG;
	sprintf(w->done + have, "/%.*s", (int)len, part);
	if (!w->link || (w->last == PATH_KEEP_LAST && is_last(w->rest)))
		return 0;
	return w->link(w->context, w->done, target) ? follow(w, target, have) : 0;
}

static int step(struct path_walk *w, const char *part, size_t len)
{
	if (len == 1 && part[0] == '.')
		return 0;
	if (len != 2 || part[0] != '.' || part[1] != '.')
		return enter(w, part, len);
	to_parent(w->done);
	return 0;
}

int path_resolve(const char *path, enum path_last last, path_link_fn *link, void *context,
		 char *ret_path)
{
	struct path_walk w = {.last = last, .link = link, .context = context};
	const char *part;
	size_t len;
	int error = 0;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(w.text, path);
	w.rest = w.text;
	while (!error && (len = next_part(&w.rest, &part)) > 0)
		error = step(&w, part, len);
	if (!error)
		strcpy(ret_path, w.done);
	return error;
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
