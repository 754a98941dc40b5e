/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a machine has mounted (its /proc/self/mountinfo) or is to mount (its /etc/fstab), as
 * libmount reads them.
 */
#ifndef MKINITRD_MOUNTINFO_H
#define MKINITRD_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/mkinitrd/host/files.h"

struct mount {
	char device[24]; /* "8:1"; "0:..." if it is on none, or on several, or not known */
	const char *place;
	const char *type;
	char *source;        /* a path, or NAME=VALUE without quotes */
	const char *options; /* the file system's own */
};

struct mountinfo {
	struct libmnt_table *table; /* that all of it points into */
	struct mount *mount;
	size_t count;
};

/* Both are empty if there is no such file. Lines that are not of its format are ignored. */
void mountinfo_read(const struct host *host, struct mountinfo *ret_mounts);
void mountinfo_read_fstab(const struct host *host, struct mountinfo *ret_mounts);
void mountinfo_free(struct mountinfo *mounts);

/* What is mounted at that place, the last on top; NULL: nothing. */
const struct mount *mountinfo_at(const struct mountinfo *mounts, const char *place);
/* What holds a path; NULL where not even "/" is known. */
const struct mount *mountinfo_holding(const struct mountinfo *mounts, const char *path);

/* The value of "NAME=VALUE" among a mount's options, commas between: new memory, or NULL. */
char *mount_option(const char *options, const char *name);

#endif
