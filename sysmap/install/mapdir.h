/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory of a System.map path: whether a file may be written there; the only way to build a
 * path.
 *
 * Nothing is written through a symbolic link of the root. The only exception is /lib -> usr/lib of
 * merged-usr, if the link has exactly this target.
 *
 * A file below a mount point is hidden by a later mount, and keeps systemd-gpt-auto-generator from
 * mounting an EFI system partition or an extended boot loader partition: it does not mount on a
 * directory with files (path_is_busy(), src/gpt-auto-generator/gpt-auto-generator.c, systemd 252).
 * Every empty /boot with nothing mounted on it is treated as such a mount point, since that
 * generator, a mount unit or a user may mount something there.
 */
#ifndef SYSMAP_INSTALL_MAPDIR_H
#define SYSMAP_INSTALL_MAPDIR_H

enum mapdir {
	MAPDIR_READY,
	MAPDIR_MISSING,
	MAPDIR_WAITS,       /* an fstab entry is not mounted yet */
	MAPDIR_LINK,        /* a symbolic link in the path */
	MAPDIR_MOUNT_POINT, /* possible mount point with nothing mounted */
};

/* State of the directory of `path`, which excludes `root`. */
enum mapdir mapdir_state(const char *root, const char *path);
/* Why no file is installed, for the last two states; else NULL. */
const char *mapdir_text(enum mapdir state);

/* Writes "ROOT/PATH" into ATOMIC_PATH bytes. -ELOOP: a symbolic link in the path. */
int mapdir_path(const char *root, const char *path, char *ret_path);

#endif
