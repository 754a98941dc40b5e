/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Manifest of the maps that gangway has installed or found: /lib/modules/R/System.map.gangway. The
 * image contains one too, next to its map.
 *
 *	version 1
 *	build-id eb4fbcd037e7253717950bf2b93bd5566f47c56f
 *	ours 3912345 1795310670 90d76903ae604cae /boot/System.map-6.1.0-56-amd64
 *	right 3912345 1795310670 90d76903ae604cae /lib/modules/6.1.0-56-amd64/System.map
 *
 * Fields: state, size, time, hash (sysmap/digest.h), path. Size and time detect changes quickly;
 * size and hash identify what was written, since times shift with the clock on FAT. The hash is 0
 * if it was not needed. For a link they describe the link itself, or the target if the link is
 * foreign and right.
 *
 * A file that is being installed has a `pending` entry in addition to that of the existing file, so
 * that after a power failure either is known.
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
	STAMP_TEXT = 2048, /* more than all entries need */
};

enum stamp_state {
	STAMP_PENDING, /* being installed */
	STAMP_OURS,
	STAMP_RIGHT, /* foreign; the kernel's map */
	STAMP_LEFT,  /* foreign and not the kernel's map; or no file can be installed */
	STAMP_STATES,
};

struct stamp_entry {
	enum stamp_state state;
	struct digest digest;
	int64_t mtime;
	char path[STAMP_PATH]; /* excludes the directory `root` */
};

struct stamp {
	char id[BUILDID_SIZE]; /* "": the kernel has none, or the installation is incomplete */
	unsigned count;
	struct stamp_entry entry[STAMP_ENTRIES];
	uint64_t text; /* hash of the text that was read or written; 0: none */
};

/*
 * Reads the manifest of a kernel in the system below the directory `root` ("": this one). -ENOENT:
 * none; -EINVAL: parse error or unknown version. On error *ret_stamp is empty.
 */
int stamp_read(const char *root, const char *release, struct stamp *ret_stamp);
/* Like stamp_read(), from the start of `fd`. */
int stamp_load(int fd, struct stamp *ret_stamp);

/*
 * Opens it for writing, which shows whether that is possible; then call stamp_write() or abandon
 * it. -ENOENT: no directory, or a symbolic link in the path; -EROFS: read-only.
 */
int stamp_open(const char *root, const char *release, uint32_t mode, struct atomic *ret_file);
int stamp_write(struct atomic *file, struct stamp *stamp);
int stamp_remove(const char *root, const char *release);

/* Formats into STAMP_TEXT bytes; returns the length. */
int stamp_format(const struct stamp *stamp, char *ret_text);

/* Entry of a path, or its pending entry; NULL: none. */
struct stamp_entry *stamp_find(struct stamp *stamp, const char *path);
struct stamp_entry *stamp_find_pending(struct stamp *stamp, const char *path);

/* Adds an entry or replaces the one of its path; pending entries are separate. -ENOSPC. */
int stamp_set(struct stamp *stamp, const struct stamp_entry *entry);
/* Removes an entry; `entry` may be NULL. */
void stamp_forget(struct stamp *stamp, struct stamp_entry *entry);

/* Whether a file with this digest was, or was being, installed by gangway at the path. */
bool stamp_has_ours(struct stamp *stamp, const char *path, const struct digest *digest);

/* Whether the file of an entry is unchanged. */
bool stamp_holds(const struct stamp_entry *entry, const char *root);

#endif
