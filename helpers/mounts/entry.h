/* SPDX-License-Identifier: GPL-2.0 */
/* A file system below the root: waits for its device and mounts it. */
#ifndef HELPERS_MOUNTS_ENTRY_H
#define HELPERS_MOUNTS_ENTRY_H

#include <stdbool.h>

enum { ENTRY_NAME_SIZE = 160 };

struct entry {
	char name[ENTRY_NAME_SIZE]; /* for messages: "/usr (line 3 of /etc/fstab)" */
	const char *source, *target, *types, *options;
	const char *
		root; /* the path of the root's device, which is mounted and not checked; "": not known */
	bool optional;  /* if its device does not exist now, it is not mounted */
	bool read_only; /* whatever its options are */
	bool writable;  /* unless its options have ro */
	bool checked;   /* by the image's fsck, if it has one, before the mount */
};

bool entry_is_usr(const char *target);

/*
 * Mounts it below the new root, unless something is mounted there. 0, or an error with a cause. No component
 * of the target may be a symbolic link: the file system would hide another directory.
 */
int entry_mount(const struct entry *entry);

#endif
