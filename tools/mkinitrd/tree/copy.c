// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/tree/copy.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"

/* One addition to the tree. */
struct copying {
	struct tree *tree;
	const char *why;
	bool nested; /* inside an added directory */
	bool hidden; /* a parent directory is not accessible to others */
};

static int copy_file(const struct copying *c, const char *file, const char *to);

static int is_entry(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static int copy_entries(const struct copying *c, const char *dir, const char *to)
{
	struct dirent **names;
	int count = scandir(dir, &names, is_entry, alphasort);
	int result = 0;

	if (count < 0)
		return report_error("%s: %m", dir);
	for (int i = 0; i < count; i++) {
		char *file = alloc_text("%s/%s", dir, names[i]->d_name);
		char *path = alloc_text("%s/%s", to, names[i]->d_name);

		if (result == 0)
			result = copy_file(c, file, path);
		free(path);
		free(file);
		free(names[i]);
	}
	free(names);
	return result;
}

static int copy_dir(const struct copying *c, const char *file, const struct tree_entry *entry)
{
	struct copying below = *c;

	if (tree_add(c->tree, TREE_REPLACE, entry, c->why) < 0)
		return -1;
	below.nested = true;
	below.hidden |= !(entry->mode & S_IXOTH);
	return copy_entries(&below, file, entry->path);
}

static int copy_link(const struct copying *c, const char *file, struct tree_entry *entry)
{
	char target[PATH_MAX];
	ssize_t len = readlink(file, target, sizeof(target) - 1);

	if (len < 0)
		return report_error("%s: %m", file);
	target[len] = '\0';
	entry->target = target;
	return tree_add(c->tree, TREE_REPLACE, entry, c->why);
}

/*
 * Set-user-ID and set-group-ID programs keep their owner and group: owned by root, they would get
 * more privileges. Those of the user who runs mkinitrd become root's, as all other files.
 */
static void keep_owner(const struct stat *st, struct tree_entry *entry)
{
	if (!(st->st_mode & (S_ISUID | S_ISGID)))
		return;
	entry->uid = st->st_uid == geteuid() ? 0 : st->st_uid;
	entry->gid = st->st_gid == getegid() ? 0 : st->st_gid;
}

static void warn_of_capabilities(const char *file)
{
	if (lgetxattr(file, "security.capability", NULL, 0) > 0)
		report_warning("%s: an image cannot store its file capabilities; it runs without "
			       "them",
			       file);
}

/* Files of /proc have the size 0 but are not empty. */
static int copy_sizeless(const struct copying *c, const char *file, struct tree_entry *entry)
{
	struct content content;
	int result;

	if (content_read(file, &content) < 0)
		return -1;
	if (content.len > 0) {
		entry->source = NULL;
		entry->hard_inode = 0;
		entry->data = content.data;
		entry->len = content.len;
	}
	result = tree_add(c->tree, TREE_REPLACE, entry, c->why);
	content_free(&content);
	return result;
}

/* Checks that the file can be read before the image is written. */
static int copy_regular(const struct copying *c, const char *file, const struct stat *st,
			struct tree_entry *entry)
{
	if (access(file, R_OK) < 0)
		return report_error("%s: %m", file);
	warn_of_capabilities(file);
	keep_owner(st, entry);
	entry->secret = c->hidden || !(st->st_mode & S_IROTH);
	if (st->st_nlink > 1) {
		entry->hard_device = st->st_dev;
		entry->hard_inode = st->st_ino;
	}
	entry->nested = c->nested;
	entry->source = file;
	if (!st->st_size)
		return copy_sizeless(c, file, entry);
	return tree_add(c->tree, TREE_REPLACE, entry, c->why);
}

/* `file` is a path on the host; its last component is not followed. */
static int copy_file(const struct copying *c, const char *file, const char *to)
{
	struct tree_entry entry = {.path = to};
	struct stat st;

	if (interrupt_check() < 0)
		return -1;
	if (lstat(file, &st) < 0)
		return report_error("%s: %m", file);
	entry.mode = st.st_mode;
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return copy_regular(c, file, &st, &entry);
	case S_IFLNK:
		return copy_link(c, file, &entry);
	case S_IFDIR:
		return copy_dir(c, file, &entry);
	case S_IFSOCK:
		report_detail("%s: skipped: a socket", file);
		return 0;
	default:
		entry.device = st.st_rdev;
		return tree_add(c->tree, TREE_REPLACE, &entry, c->why);
	}
}

/* Whether a parent directory of `file` is not accessible to others. */
static bool is_hidden(const struct root *root, const char *file)
{
	char *path = alloc_text("%s", file);
	bool hidden = false;
	struct stat st;

	for (char *slash = strchr(path + strlen(root->dir) + 1, '/'); slash && !hidden;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		hidden = stat(path, &st) < 0 || !(st.st_mode & S_IXOTH);
		*slash = '/';
	}
	free(path);
	return hidden;
}

static int copy_from(struct tree *tree, const struct root *root, const char *file, const char *to,
		     const char *why)
{
	const struct copying c = {.tree = tree, .why = why, .hidden = is_hidden(root, file)};

	return copy_file(&c, file, to);
}

static int print_missing(const struct root *root, const char *path, int error)
{
	return report_error("%s%s: %s", root->dir, path, strerror(error));
}

int copy_to(struct tree *tree, const struct root *root, const char *path, const char *to,
	    const char *why)
{
	char real[PATH_MAX];
	char *file;
	int error = root_resolve(root, path, real);

	if (error < 0)
		return print_missing(root, path, -error);
	file = root_outside(root, real);
	error = copy_from(tree, root, file, to, why);
	free(file);
	return error;
}

/*
 * The target in the image of the link at `path`. In the image its parent directories are no links,
 * as they may be in the root. False: the target differs from that in the root, or `path` is not a
 * link.
 */
static bool same_target(const struct root *root, const char *path, const char *resolved,
			char *target)
{
	char in_root[PATH_MAX], in_image[PATH_MAX], text[PATH_MAX];
	char *outside = root_outside(root, resolved);
	ssize_t len = readlink(outside, text, sizeof(text) - 1);

	free(outside);
	if (len < 0)
		return false;
	text[len] = '\0';
	return path_join_link(path, text, target) == 0 && root_resolve(root, path, in_root) == 0 &&
	       root_resolve(root, target, in_image) == 0 && strcmp(in_root, in_image) == 0;
}

int copy_same(struct tree *tree, const struct root *root, const char *path, const char *why)
{
	char resolved[PATH_MAX], target[PATH_MAX];
	char *file;
	int error = root_resolve_link(root, path, resolved);

	if (error < 0)
		return print_missing(root, path, -error);
	if (!same_target(root, path, resolved, target))
		return copy_to(tree, root, path, path, why);
	file = root_outside(root, resolved);
	error = copy_from(tree, root, file, path, why);
	free(file);
	return error == 0 ? copy_same(tree, root, target, why) : error;
}
