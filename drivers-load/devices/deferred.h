/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists devices whose probe is deferred: their drivers wait for another device, such as a
 * regulator, clock or bus. The source is debugfs, which is mounted only during the call.
 */
#ifndef DRIVERS_LOAD_DEVICES_DEFERRED_H
#define DRIVERS_LOAD_DEVICES_DEFERRED_H

struct deferred {
	const char *device;
	const char *reason; /* the kernel's text; "" if it gives none */
};

/* A nonzero result ends the walk. The strings are valid during the call. */
typedef int deferred_fn(void *context, const struct deferred *device);

/*
 * Calls `each` for every deferred device. Returns the nonzero result of `each`, else 0, or -errno
 * if the kernel's list cannot be read.
 */
int deferred_each(deferred_fn *each, void *context);

#endif
