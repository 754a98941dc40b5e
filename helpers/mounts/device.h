/* SPDX-License-Identifier: GPL-2.0 */
/* The device of a file system: waits for it, and reports what is missing. */
#ifndef HELPERS_MOUNTS_DEVICE_H
#define HELPERS_MOUNTS_DEVICE_H

#include "helpers/await/finder.h"

/* The root, before it becomes /. */
#define NEW_ROOT "/root"

/*
 * Finds the device `source`. DEVICE_NOW: it must exist; DEVICE_WAIT: waits for it; DEVICE_RAW: waits, and it
 * need not have a file system; DEVICE_RAW_BRIEFLY: the same, but half a minute at most. `name` is for messages,
 * which are logged after 3 seconds, after 9, and so on. SIGTERM ends the wait. -ENODEV: not found, with a cause.
 */
enum device_wait { DEVICE_NOW, DEVICE_WAIT, DEVICE_RAW, DEVICE_RAW_BRIEFLY };
int device_find(const char *name, const char *source, enum device_wait wait,
		struct found_device *ret_found);

/*
 * Whether this is the device of the root that is mounted on NEW_ROOT. `root`: its path; "": not known, since a user
 * has mounted it.
 */
bool device_is_root(const struct found_device *found, const char *root);

#endif
