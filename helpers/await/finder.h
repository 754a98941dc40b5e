/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waits for a block device, in a process that does nothing else.
 *
 * A device that is not to be mounted does not count: a member of an array, a partition on such a
 * member, a device that another one holds, a snapshot.
 */
#ifndef HELPERS_AWAIT_FINDER_H
#define HELPERS_AWAIT_FINDER_H

#include <stdbool.h>

#include "fs/blockdev.h"
#include "fs/rootspec.h"

struct found_device {
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];
	char type[32]; /* of its file system */
	bool shared;   /* the file system has several devices */
	bool others;   /* another file system matches too; this one is the first by name */
};

/* Parses a form of root=; -EOPNOTSUPP for gpt-auto and PARTNROFF, too. */
int finder_parse(const char *text, struct rootspec *ret_spec);
/*
 * Waits for a device that matches, and then, at most two seconds, until others have responded. Returns 0,
 * or an error for finder_error(); -EINTR after SIGINT or SIGTERM. May be called again.
 */
int finder_wait(const struct rootspec *spec, int seconds, struct found_device *ret_found);
const char *finder_error(int err);

#endif
