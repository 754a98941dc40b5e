/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The firmware that drivers have asked for and not got. Nothing but the kernel's log tells.
 */
#ifndef DRIVERS_LOAD_FIRMWARE_H
#define DRIVERS_LOAD_FIRMWARE_H

struct firmware_miss {
	const char *device; /* its driver and its name; "" where the log has none */
	const char *file;
};

/* Other than 0 ends the walk. The strings are good during the call. */
typedef int firmware_fn(void *context, const struct firmware_miss *miss);

/*
 * Calls `each` with every miss that is in the kernel's log; two that are the same and follow each
 * other are one. Returns what `each` returned to end the walk; else 0, or -errno where there is no
 * log to be read.
 */
int firmware_each(firmware_fn *each, void *context);

/*
 * One record of /dev/kmsg, "PRIORITY,NUMBER,TIME,FLAGS;TEXT", a string; it is cut up. -ENOENT: it
 * tells of something else, or is a program's own, and *ret_miss is left alone.
 */
int firmware_parse(char *record, struct firmware_miss *ret_miss);

#endif
