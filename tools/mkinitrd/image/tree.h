/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What goes into the image: entries, by their path.
 *
 * A link that is in the tree already leads: with /lib -> usr/lib, a file that is added as
 * /lib/modules/x is found at /usr/lib/modules/x. Missing folders above an entry are made (0755).
 */
#ifndef TOOLS_MKINITRD_IMAGE_TREE_H
#define TOOLS_MKINITRD_IMAGE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tree_entry {
	const char *path; /* from "/" */
	mode_t mode;      /* with the type: a regular file, folder, link, device or pipe */
	uid_t uid;        /* root's, but for what is told otherwise */
	gid_t gid;
	const char *target; /* of a link */
	dev_t device;       /* that a device node is */
	const char *source; /* the file outside that a regular file is a copy of, or NULL and ... */
	const char *data;   /* ... the bytes themselves */
	size_t len;
	bool secret;       /* not everybody can read the source */
	dev_t hard_device; /* what hard links of one source have in common; an inode of 0: */
	ino_t hard_inode;  /* it has no other name */
	bool nested;       /* it came with the directory that it lies in */
	bool implied;      /* the tree's own: a folder that was made because something lies in it */
};

/* When there is something at the same path that isn't a folder like the new entry. */
enum tree_rule { TREE_REPLACE, TREE_YIELD };

struct tree {
	void *entries;
};

/* Adds a copy of the entry (not of the file that is its source). `why` is for -v. */
int tree_add(struct tree *tree, enum tree_rule rule, const struct tree_entry *entry,
	     const char *why);
/* The entry at a path, links in the tree followed up to its last part; NULL: none. */
const struct tree_entry *tree_find(const struct tree *tree, const char *path);
/*
 * Gives the entry at `path` to an owner, and all below it too where the path ends with '/'. `mode`
 * replaces the permissions of the entry itself; -1: they stay. 1: there is no such entry.
 */
int tree_own(struct tree *tree, const char *path, uid_t uid, gid_t gid, int mode);
/* The same with the last link followed too. */
const struct tree_entry *tree_follow(const struct tree *tree, const char *path);
bool tree_is_empty(const struct tree *tree);
void tree_free(struct tree *tree);

/*
 * In the order of their paths, so that a folder comes before what is in it. Ends with a call's -1.
 */
typedef int tree_each_fn(void *context, const struct tree_entry *entry);
int tree_each(const struct tree *tree, tree_each_fn *each, void *context);

#endif
