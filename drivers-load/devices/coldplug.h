/* SPDX-License-Identifier: GPL-2.0 */
/* Lists the existing devices in /sys/devices that have a modalias. */
#ifndef DRIVERS_LOAD_DEVICES_COLDPLUG_H
#define DRIVERS_LOAD_DEVICES_COLDPLUG_H

#include <stdbool.h>

struct coldplug_device {
	const char *path; /* of its directory */
	const char *modalias;
	bool bound; /* it has a driver */
};

/* A nonzero result ends the walk. The strings are valid during the call. */
typedef int coldplug_fn(void *context, const struct coldplug_device *device);

/*
 * Calls `each` for every device below `devices` ("/sys/devices") that has a modalias. Devices that
 * disappear meanwhile are skipped. Returns the nonzero result of `each`, else 0. -ENAMETOOLONG,
 * -ELOOP, -EFBIG: some devices were skipped since a path, depth or modalias exceeds the limits of
 * sysfs; all others were listed.
 */
int coldplug_each(const char *devices, coldplug_fn *each, void *context);

#endif
