// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/tree/tree.h"

#include <errno.h>
#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/path.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/walk.h"

static int by_path(const void *a, const void *b)
{
	const struct tree_entry *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static struct tree_entry *at(const struct tree *tree, const char *path)
{
	struct tree_entry key = {.path = path};
	struct tree_entry **found = tfind(&key, &tree->entries, by_path);

	return found ? *found : NULL;
}

static bool link_target(void *context, const char *path, char *target)
{
	const struct tree_entry *entry = at(context, path);

	if (!entry || !S_ISLNK(entry->mode))
		return false;
	strcpy(target, entry->target);
	return true;
}

static int locate(const struct tree *tree, const char *path, char *ret_path)
{
	int error = path_resolve(path, PATH_KEEP_LAST, link_target, (void *)tree, ret_path);

	if (error < 0)
		return report_error("%s: %s", path, strerror(-error));
	return 0;
}

const struct tree_entry *tree_find(const struct tree *tree, const char *path)
{
	char resolved[PATH_MAX];

	return locate(tree, path, resolved) < 0 ? NULL : at(tree, resolved);
}

const struct tree_entry *tree_follow(const struct tree *tree, const char *path)
{
	char resolved[PATH_MAX];

	if (path_resolve(path, PATH_FOLLOW_LAST, link_target, (void *)tree, resolved) < 0)
		return NULL;
	return at(tree, resolved);
}

static void entry_free(void *node)
{
	struct tree_entry *entry = node;

	free((char *)entry->path);
	free((char *)entry->target);
	free((char *)entry->source);
	free((char *)entry->data);
	free(entry);
}

static char *copy_text(const char *text)
{
	return text ? alloc_text("%s", text) : NULL;
}

static struct tree_entry *entry_copy(const struct tree_entry *model, const char *path)
{
	struct tree_entry *entry = alloc(sizeof(*entry));

	*entry = *model;
	entry->path = copy_text(path);
	entry->target = copy_text(model->target);
	entry->source = copy_text(model->source);
	if (model->data) {
		entry->data = alloc(model->len);
		memcpy((char *)entry->data, model->data, model->len);
	}
	return entry;
}

static void insert(struct tree *tree, struct tree_entry *entry)
{
	alloc_checked(tsearch(entry, &tree->entries, by_path));
}

/* Adds the parent directories of `path`, which has no links. */
static int add_parents(struct tree *tree, const char *path)
{
	static const struct tree_entry implied = {.mode = S_IFDIR | 0755, .implied = true};
	char parent[PATH_MAX];

	strcpy(parent, path);
	for (char *slash = strchr(parent + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		const struct tree_entry *have;

		*slash = '\0';
		have = at(tree, parent);
		if (have && !S_ISDIR(have->mode))
			return report_error("cannot add %s: %s: Not a directory", path, parent);
		if (!have)
			insert(tree, entry_copy(&implied, parent));
		*slash = '/';
	}
	return 0;
}

static void remove_entry(struct tree *tree, struct tree_entry *entry)
{
	tdelete(entry, &tree->entries, by_path);
	entry_free(entry);
}

/* Replaces `have` by the entry. 1: the caller inserts the entry; 0: `have` is kept. */
static int resolve_conflict(struct tree *tree, enum tree_rule rule, const struct tree_entry *entry,
			    struct tree_entry *have)
{
	/* a directory at the path the target of a link means the link's target */
	if (S_ISDIR(entry->mode) && S_ISLNK(have->mode))
		return 0;
	if (rule == TREE_YIELD && !have->implied) {
		if (!S_ISDIR(have->mode))
			report_detail("%s: exists, left unchanged", have->path);
		return 0;
	}
	if (S_ISDIR(entry->mode) != S_ISDIR(have->mode))
		return report_error("%s: requested both as a directory and as another type",
				    have->path);
	remove_entry(tree, have);
	return 1;
}

int tree_add(struct tree *tree, enum tree_rule rule, const struct tree_entry *entry,
	     const char *why)
{
	char resolved[PATH_MAX];
	struct tree_entry *have;
	int inserts = 1;

	if (locate(tree, entry->path, resolved) < 0)
		return -1;
	if (!*resolved)
		return S_ISDIR(entry->mode) ? 0 : report_error("/: must be a directory");
	if (add_parents(tree, resolved) < 0)
		return -1;
	have = at(tree, resolved);
	if (have)
		inserts = resolve_conflict(tree, rule, entry, have);
	if (inserts <= 0)
		return inserts;
	if (why)
		report_detail("%s (%s)", resolved, why);
	insert(tree, entry_copy(entry, resolved));
	return 0;
}

struct owner {
	const char *below; /* prefix of the entries' paths */
	uid_t uid;
	gid_t gid;
};

static void own_below(void *context, void *element)
{
	const struct owner *owner = context;
	struct tree_entry *entry = element;

	if (strncmp(entry->path, owner->below, strlen(owner->below)) != 0)
		return;
	entry->uid = owner->uid;
	entry->gid = owner->gid;
}

int tree_own(struct tree *tree, const char *path, uid_t uid, gid_t gid, int mode)
{
	struct owner owner = {.uid = uid, .gid = gid};
	char resolved[PATH_MAX];
	struct tree_entry *entry;

	if (locate(tree, path, resolved) < 0)
		return -1;
	entry = at(tree, resolved);
	if (*resolved && !entry)
		return 1;
	if (entry) {
		entry->uid = uid;
		entry->gid = gid;
	}
	if (entry && mode >= 0)
		entry->mode = (entry->mode & S_IFMT) | mode;
	if (path[strlen(path) - 1] == '/') {
		char *below = alloc_text("%s/", resolved);

		owner.below = below;
		walk(tree->entries, own_below, &owner);
		free(below);
	}
	return 0;
}

bool tree_is_empty(const struct tree *tree)
{
	return !tree->entries;
}

struct tree_walk {
	tree_each_fn *each;
	void *context;
	int result;
};

static void visit(void *context, void *element)
{
	struct tree_walk *to = context;

	if (to->result == 0)
		to->result = to->each(to->context, element);
}

int tree_each(const struct tree *tree, tree_each_fn *each, void *context)
{
	struct tree_walk to = {.each = each, .context = context};

	walk(tree->entries, visit, &to);
	return to.result;
}

void tree_free(struct tree *tree)
{
	tdestroy(tree->entries, entry_free);
	tree->entries = NULL;
}
