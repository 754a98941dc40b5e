/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The devices that have a driver, and wait for another device: a regulator, a clock, a bus. The
 * kernel tells them in debugfs, which is mounted for the moment of the look alone.
 */
#ifndef DRIVERS_LOAD_DEFERRED_H
#define DRIVERS_LOAD_DEFERRED_H

struct deferred {
	const char *device;
	const char *reason; /* in the kernel's words; "" where it has none */
};

/* Other than 0 ends the walk. The strings are good during the call. */
typedef int deferred_fn(void *context, const struct deferred *device);

/*
 * Calls `each` with every device that waits. Returns what `each` returned to end the walk; else 0,
 * or -errno where the kernel does not tell.
 */
int deferred_each(deferred_fn *each, void *context);

#endif
