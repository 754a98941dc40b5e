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

/*
 * Identifies the content of a device that is open, like probe_device() of fs/probe.h. The program defines it:
 * helpers/await/probe.c knows all formats.
 */
int finder_probe(const struct blockdev *dev, int fd, struct fs_id *ret_id);

/* Parses a form of root=; -EOPNOTSUPP for gpt-auto and PARTNROFF, too. */
int finder_parse(const char *text, struct rootspec *ret_spec);
/*
 * Waits for a device that matches, and then, at most two seconds, until others have responded. Returns 0,
 * or an error for finder_error(); -EINTR after SIGINT or SIGTERM. May be called again.
 */
int finder_wait(const struct rootspec *spec, int seconds, struct found_device *ret_found);
const char *finder_error(int err);

/*
 * Waits, at most that many seconds, for several devices that are not mounted themselves: any content counts, and what
 * another device holds. The device `existing` of the device mapper does not count. Several wishes may lead to
 * one device. `progress` (may be NULL) is called when some, but not all, are found. An error for finder_error(),
 * or 0.
 */
enum { FINDER_NO_LIMIT = 1000000 }; /* whoever waits longer is stopped by somebody else */
struct finder_wish {
	struct rootspec spec;
	struct found_device found; /* its path is empty: not yet */
};
int finder_wait_raw(struct finder_wish *wishes, unsigned count, const char *existing, int seconds,
		    void (*progress)(void));

#endif
