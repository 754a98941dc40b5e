/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel announces: "ACTION@DEVPATH\0KEY=VALUE\0…", at most 2,048 bytes of variables, in
 * front of which the header stands (lib/kobject_uevent.c, 6.1).
 */
#ifndef DRIVERS_LOAD_UEVENT_H
#define DRIVERS_LOAD_UEVENT_H

#include <stddef.h>

enum { UEVENT_SIZE = 4096 };

/* Strings within the datagram; "" where a variable is missing. */
struct uevent {
	const char *action, *devpath, *subsystem, *devname, *modalias;
};

/* The socket, bound before the first module goes in, since an event that nobody hears is lost. */
int uevent_open(void);

/*
 * Takes the next event without blocking, into `buf` of UEVENT_SIZE bytes. 0: there is one;
 * -EAGAIN: none left; -ENOBUFS: some were lost, look at /sys again. What is not from the kernel or
 * not well formed is passed over.
 */
int uevent_next(int fd, char *buf, struct uevent *ret_event);

/* The parser alone: -EINVAL for what is not an event. `buf` ends with NUL at buf[len]. */
int uevent_parse(const char *buf, size_t len, struct uevent *ret_event);

#endif
