/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What gangway knows of the maps that it has placed or met: /lib/modules/R/System.map.gangway. The
 * image has one too, beside the map that it carries.
 *
 *	version 1
 *	build-id eb4fbcd037e7253717950bf2b93bd5566f47c56f
 *	ours 3912345 1795310670 90d76903ae604cae /boot/System.map-6.1.0-56-amd64
 *	right 3912345 1795310670 90d76903ae604cae /lib/modules/6.1.0-56-amd64/System.map
 *
 * size, time, hash (sysmap/digest.h), path. That a file is as it was is known by its size and time,
 * which is quick; that it is what was written, by its size and hash, since time moves with the
 * clock on FAT. A hash that nobody asked for is 0. Of a link these are its own, or, where it is
 * somebody's and right, those of what it leads to.
 *
 * What is being put at a place is `pending`, beside what is known of the place: whichever is there
 * after a power cut is known.
 */
#ifndef SYSMAP_STAMP_H
#define SYSMAP_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/atomic.h"
#include "sysmap/buildid.h"
#include "sysmap/digest.h"

enum {
	STAMP_PATH = 128,
	STAMP_ENTRIES = 8,
	STAMP_TEXT = 2048, /* which these never fill */
};

enum stamp_state {
	STAMP_PENDING, /* about to be put there */
	STAMP_OURS,
	STAMP_RIGHT, /* somebody else's, and the kernel's map */
	STAMP_LEFT,  /* somebody else's, and not; or no place for a file */
	STAMP_STATES,
};

struct stamp_entry {
	enum stamp_state state;
	struct digest digest;
	int64_t mtime;
	char path[STAMP_PATH]; /* without the folder `root` */
};

struct stamp {
	char id[BUILDID_SIZE]; /* "": the kernel has none, or the placing has not ended */
	unsigned count;
	struct stamp_entry entry[STAMP_ENTRIES];
	uint64_t text; /* the hash of what it was read from, or written as; 0: there was none */
};

/*
 * The stamp of a kernel, in the system below the folder `root` ("": this one). -ENOENT: none;
 * -EINVAL: not understood, as one of another version. *ret_stamp is empty then.
 */
int stamp_read(const char *root, const char *release, struct stamp *ret_stamp);
/* The same for one that `fd` stands at the front of. */
int stamp_load(int fd, struct stamp *ret_stamp);

/*
 * Opens it for writing, so that it is known whether it can be; then it is written, or abandoned.
 * -ENOENT: there is no directory for it, or a link leads there; -EROFS: not yet.
 */
int stamp_open(const char *root, const char *release, uint32_t mode, struct atomic *ret_file);
int stamp_write(struct atomic *file, struct stamp *stamp);
int stamp_remove(const char *root, const char *release);

/* Into STAMP_TEXT bytes; the length. */
int stamp_format(const struct stamp *stamp, char *ret_text);

/* What is known of a path, or what is pending there; NULL: nothing. */
struct stamp_entry *stamp_find(struct stamp *stamp, const char *path);
struct stamp_entry *stamp_find_pending(struct stamp *stamp, const char *path);

/* Notes an entry in the place of the one that there is, if any; pending ones are apart. -ENOSPC. */
int stamp_set(struct stamp *stamp, const struct stamp_entry *entry);
/* As if nothing were known; `entry` may be NULL. */
void stamp_forget(struct stamp *stamp, struct stamp_entry *entry);

/* Whether it is noted that what has this digest was, or was to be, put there by us. */
bool stamp_has_ours(struct stamp *stamp, const char *path, const struct digest *digest);

/* Whether the file of an entry is as it was noted. */
bool stamp_holds(const struct stamp_entry *entry, const char *root);

#endif
