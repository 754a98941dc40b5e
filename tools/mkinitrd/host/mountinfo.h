/* SPDX-License-Identifier: GPL-2.0 */
/* What a machine has mounted: its /proc/self/mountinfo (proc_pid_mountinfo(5)). */
#ifndef TOOLS_MKINITRD_HOST_MOUNTINFO_H
#define TOOLS_MKINITRD_HOST_MOUNTINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/mkinitrd/host/files.h"

struct mount {
	const char *device; /* "8:1"; "0:..." where it is on none, or on several */
	const char *place;
	const char *type;
	const char *source;
	const char *options; /* the file system's own */
};

struct mountinfo {
	char *text; /* that all of it points into */
	struct mount *mount;
	size_t count;
};

/* None where there is no such file. */
void mountinfo_read(const struct host *host, struct mountinfo *ret_mounts);
void mountinfo_free(struct mountinfo *mounts);

/* What is mounted at that place, the last on top; NULL: nothing. */
const struct mount *mountinfo_at(const struct mountinfo *mounts, const char *place);
/* What holds a path; NULL where not even "/" is known. */
const struct mount *mountinfo_holding(const struct mountinfo *mounts, const char *path);

/* The value of "NAME=VALUE" among a mount's options, commas between: new memory, or NULL. */
char *mount_option(const char *options, const char *name);

#endif
