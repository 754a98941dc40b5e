/* SPDX-License-Identifier: GPL-2.0 */
/* The devices that are there already: those of /sys/devices that say what driver they ask for. */
#ifndef DRIVERS_LOAD_COLDPLUG_H
#define DRIVERS_LOAD_COLDPLUG_H

#include <stdbool.h>

struct coldplug_device {
	const char *path; /* of its folder */
	const char *modalias;
	bool bound; /* it has a driver */
};

/* Other than 0 ends the walk. The strings are good during the call. */
typedef int coldplug_fn(void *context, const struct coldplug_device *device);

/*
 * Calls `each` with every device below `devices` ("/sys/devices") that has a modalias. A device
 * that goes away meanwhile is left out. Returns what `each` returned to end the walk; else 0, or
 * -ENAMETOOLONG, -ELOOP or -EFBIG when a path, a depth or a modalias was beyond what sysfs is known
 * to make: then everything else was walked.
 */
int coldplug_each(const char *devices, coldplug_fn *each, void *context);

#endif
