/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory that a System.map path lies in: whether a file may be put there, and the only way
 * to its path.
 *
 * Nothing is written through a symbolic link of the root. The one link that is followed is
 * merged-usr's, /lib -> usr/lib, and only because it says exactly that.
 *
 * A file below a mount point is hidden by what is mounted there later, and keeps
 * systemd-gpt-auto-generator from mounting an EFI system partition or an extended boot loader
 * partition at all: it does not mount on a directory with files in it (path_is_busy(),
 * src/gpt-auto-generator/gpt-auto-generator.c, systemd 252). An empty /boot that nothing is mounted
 * on is such a directory, whatever will mount it: that generator, a unit of the administrator's, or
 * a person.
 */
#ifndef SYSMAP_MAPDIR_H
#define SYSMAP_MAPDIR_H

enum mapdir {
	MAPDIR_READY,
	MAPDIR_MISSING,
	MAPDIR_WAITS,       /* the fstab mounts something there, which is not mounted yet */
	MAPDIR_LINK,        /* a symbolic link leads there */
	MAPDIR_MOUNT_POINT, /* nothing is mounted there, but something may be later */
};

/* Of the file `path` (without the root) in the system below the directory `root`. */
enum mapdir mapdir_state(const char *root, const char *path);
/* Why no file is put there, for the last two; else NULL. */
const char *mapdir_text(enum mapdir state);

/* "ROOT/PATH" into ATOMIC_PATH bytes. -ELOOP: through a link. */
int mapdir_path(const char *root, const char *path, char *ret_path);

#endif
