/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The entries of the image, ordered by path.
 *
 * Links in the tree are followed: with /lib -> usr/lib, a file added as /lib/modules/x is found at
 * /usr/lib/modules/x. Missing parent directories are created (0755).
 */
#ifndef TOOLS_MKINITRD_TREE_TREE_H
#define TOOLS_MKINITRD_TREE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tree_entry {
	const char *path; /* from "/" */
	mode_t mode;      /* including the type: regular file, directory, link, device or FIFO */
	uid_t uid;        /* 0 unless specified */
	gid_t gid;
	const char *target; /* of a link */
	dev_t device;       /* the number of a device node */
	const char *source; /* host file whose content a regular file has, or NULL and ... */
	const char *data;   /* ... the content itself */
	size_t len;
	bool secret;       /* the source is not readable by all */
	bool compressed;   /* its content is, so its archive need not be */
	dev_t hard_device; /* the same for all hard links of one source; inode 0: */
	ino_t hard_inode;  /* no other links */
	bool nested;       /* added with its directory */
	bool implied;      /* a parent directory that the tree created */
};

/* What to do if the path exists, unless both entries are directories. */
enum tree_rule { TREE_REPLACE, TREE_YIELD };

struct tree {
	void *entries;
};

/* Adds a copy of the entry (not of the file that is its source). `why` is for -v. */
int tree_add(struct tree *tree, enum tree_rule rule, const struct tree_entry *entry,
	     const char *why);
/* The entry at a path, or NULL. Links in the tree are followed except for the last component. */
const struct tree_entry *tree_find(const struct tree *tree, const char *path);
/*
 * Sets the owner of the entry at `path` and, if the path ends with '/', of all entries below it.
 * `mode` replaces the permissions of the entry itself; -1: unchanged. 1: there is no such entry.
 */
int tree_own(struct tree *tree, const char *path, uid_t uid, gid_t gid, int mode);
/* The same, following the last component too. */
const struct tree_entry *tree_follow(const struct tree *tree, const char *path);
bool tree_is_empty(const struct tree *tree);
void tree_free(struct tree *tree);

/*
 * Calls `each` for the entries in the order of their paths: directories precede their content.
 * Stops if a call returns -1.
 */
typedef int tree_each_fn(void *context, const struct tree_entry *entry);
int tree_each(const struct tree *tree, tree_each_fn *each, void *context);

#endif
