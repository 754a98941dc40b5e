/* SPDX-License-Identifier: GPL-2.0 */
/* The device of a file system: waits for it, and reports what is missing. */
#ifndef HELPERS_MOUNTS_DEVICE_H
#define HELPERS_MOUNTS_DEVICE_H

#include <stdbool.h>

#include "helpers/await/finder.h"

/* The root, before it becomes /. */
#define NEW_ROOT "/root"

/*
 * Without `wait`, the device must exist. `name` is for messages, which are logged after 3 seconds, after 9,
 * and so on. SIGTERM ends the wait. -ENODEV: not found, with a cause.
 */
int device_find(const char *name, const char *source, bool wait, struct found_device *ret_found);

#endif
