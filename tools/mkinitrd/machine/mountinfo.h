/* SPDX-License-Identifier: GPL-2.0 */
/* The mounts of a machine (/proc/self/mountinfo) and its /etc/fstab, read by libmount. */
#ifndef TOOLS_MKINITRD_MACHINE_MOUNTINFO_H
#define TOOLS_MKINITRD_MACHINE_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/mkinitrd/machine/files.h"

struct mount {
	char device[24]; /* "8:1"; "0:..." if there is no single block device */
	const char *target;
	const char *type;
	char *source;        /* a path, or NAME=VALUE without quotes */
	const char *options; /* the file system's own */
	bool checked;        /* the sixth field of fstab is not 0 */
};

struct mountinfo {
	struct libmnt_table *table; /* owner of all strings */
	struct mount *mount;
	size_t count;
};

/* Both are empty if there is no such file. Invalid lines are ignored. */
void mountinfo_read(const struct host *host, struct mountinfo *ret_mounts);
void mountinfo_read_fstab(const struct host *host, struct mountinfo *ret_mounts);
void mountinfo_free(struct mountinfo *mounts);

/* The topmost mount at that path; NULL: none. */
const struct mount *mountinfo_at(const struct mountinfo *mounts, const char *target);
/* The mount that contains a path; NULL if not even "/" is known. */
const struct mount *mountinfo_holding(const struct mountinfo *mounts, const char *path);

/* The value of "NAME=VALUE" in comma-separated mount options: new memory, or NULL. */
char *mount_option(const char *options, const char *name);

#endif
