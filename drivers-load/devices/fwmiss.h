/* SPDX-License-Identifier: GPL-2.0 */
/* Lists missing firmware files. The only source is the kernel log. */
#ifndef DRIVERS_LOAD_DEVICES_FWMISS_H
#define DRIVERS_LOAD_DEVICES_FWMISS_H

struct fwmiss {
	const char *device; /* driver and device; "" if the log names none */
	const char *file;
};

/* A nonzero result ends the walk. The strings are valid during the call. */
typedef int fwmiss_fn(void *context, const struct fwmiss *miss);

/*
 * Calls `each` for every missing file in the kernel log; consecutive duplicates count once. Returns
 * the nonzero result of `each`, else 0, or -errno if the log cannot be read.
 */
int fwmiss_each(fwmiss_fn *each, void *context);

/*
 * Parses one record of /dev/kmsg, "PRIORITY,NUMBER,TIME,FLAGS;TEXT", a string that is modified.
 * -ENOENT: another message, or one from user space; *ret_miss is unchanged.
 */
int fwmiss_parse(char *record, struct fwmiss *ret_miss);

#endif
