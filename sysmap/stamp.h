/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What gangway knows of the maps that it has placed or met: /lib/modules/R/System.map.gangway.
 *
 *	build-id eb4fbcd037e7253717950bf2b93bd5566f47c56f
 *	ours 3912345 1795310670 /boot/System.map-6.1.0-56-amd64
 *	right 3912345 1795310670 /lib/modules/6.1.0-56-amd64/System.map
 *
 * A file is known again by its size and time; a missing one has neither (0 0). What is being
 * written when the power fails is `pending`, with the size and time of what was there before: that
 * may be replaced still, and so may a torn map; a whole map of another kernel is somebody's.
 */
#ifndef SYSMAP_STAMP_H
#define SYSMAP_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/buildid.h"

enum { STAMP_PATH = 128, STAMP_ENTRIES = 8 };

enum stamp_state {
	STAMP_PENDING, /* about to be written */
	STAMP_OURS,
	STAMP_RIGHT, /* somebody else's, and the kernel's map */
	STAMP_LEFT,  /* somebody else's, and not; or no place for a file */
	STAMP_STATES,
};

struct stamp_entry {
	enum stamp_state state;
	uint64_t size;
	int64_t mtime;
	char path[STAMP_PATH]; /* without the folder `root` */
};

struct stamp {
	char id[BUILDID_SIZE]; /* "": the kernel has none, or the placing has not ended */
	unsigned count;
	struct stamp_entry entry[STAMP_ENTRIES];
};

/*
 * The stamp of a kernel, in the system below the folder `root` ("": this one). -ENOENT: none;
 * -EINVAL: not understood. *ret_stamp is empty then.
 */
int stamp_read(const char *root, const char *release, struct stamp *ret_stamp);
int stamp_write(const char *root, const char *release, const struct stamp *stamp, uint32_t mode);
int stamp_remove(const char *root, const char *release);

/* The entry of a path, or NULL. */
struct stamp_entry *stamp_find(struct stamp *stamp, const char *path);

/* Notes what the file at `path` is now; an entry that is there is changed. */
int stamp_set(struct stamp *stamp, const char *root, const char *path, enum stamp_state state);

/* As if nothing were known of the file. */
void stamp_forget(struct stamp *stamp, const char *path);

/* Whether it is noted that the file was, or was to be, written by us. */
bool stamp_is_ours(const struct stamp_entry *entry);

/* Whether the file of an entry is as it was noted. */
bool stamp_holds(const struct stamp_entry *entry, const char *root);

#endif
