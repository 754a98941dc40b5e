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
#ifndef SYSMAP_INSTALL_MANIFEST_H
#define SYSMAP_INSTALL_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/install/atomic.h"
#include "sysmap/buildid.h"
#include "sysmap/digest.h"

enum {
	MANIFEST_PATH = 128,
	MANIFEST_ENTRIES = 8,
	MANIFEST_TEXT = 2048, /* more than all entries need */
};

enum manifest_state {
	MANIFEST_PENDING, /* being installed */
	MANIFEST_OURS,
	MANIFEST_RIGHT, /* foreign; the kernel's map */
	MANIFEST_LEFT,  /* foreign and not the kernel's map; or no file can be installed */
	MANIFEST_STATES,
};

struct manifest_entry {
	enum manifest_state state;
	struct digest digest;
	int64_t mtime;
	char path[MANIFEST_PATH]; /* excludes the directory `root` */
};

struct manifest {
	char id[BUILDID_SIZE]; /* "": the kernel has none, or the installation is incomplete */
	unsigned count;
	struct manifest_entry entry[MANIFEST_ENTRIES];
	uint64_t text; /* hash of the text that was read or written; 0: none */
};

/*
 * Reads the manifest of a kernel in the system below the directory `root` ("": this one). -ENOENT:
 * none; -EINVAL: parse error or unknown version. On error *ret_manifest is empty.
 */
int manifest_read(const char *root, const char *release, struct manifest *ret_manifest);
/* Like manifest_read(), from the start of `fd`. */
int manifest_load(int fd, struct manifest *ret_manifest);

/*
 * Opens it for writing, which shows whether that is possible; then call manifest_write() or abandon
 * it. -ENOENT: no directory, or a symbolic link in the path; -EROFS: read-only.
 */
int manifest_open(const char *root, const char *release, uint32_t mode, struct atomic *ret_file);
int manifest_write(struct atomic *file, struct manifest *manifest);
int manifest_remove(const char *root, const char *release);

/* Formats into MANIFEST_TEXT bytes; returns the length. */
int manifest_format(const struct manifest *manifest, char *ret_text);

/* Entry of a path, or its pending entry; NULL: none. */
struct manifest_entry *manifest_find(struct manifest *manifest, const char *path);
struct manifest_entry *manifest_find_pending(struct manifest *manifest, const char *path);

/* Adds an entry or replaces the one of its path; pending entries are separate. -ENOSPC. */
int manifest_set(struct manifest *manifest, const struct manifest_entry *entry);
/* Removes an entry; `entry` may be NULL. */
void manifest_forget(struct manifest *manifest, struct manifest_entry *entry);

/* Whether a file with this digest was, or was being, installed by gangway at the path. */
bool manifest_has_ours(struct manifest *manifest, const char *path, const struct digest *digest);

/* Whether the file of an entry is unchanged. */
bool manifest_holds(const struct manifest_entry *entry, const char *root);

#endif
