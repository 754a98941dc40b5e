/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kernel uevents: "ACTION@DEVPATH\0KEY=VALUE\0...", a header and at most 2,048 bytes of variables
 * (lib/kobject_uevent.c, 6.1).
 */
#ifndef DRIVERS_LOAD_DEVICES_UEVENT_H
#define DRIVERS_LOAD_DEVICES_UEVENT_H

#include <stddef.h>

enum { UEVENT_SIZE = 4096 };

/* Strings within the datagram; "" if a variable is missing. */
struct uevent {
	const char *action, *devpath, *subsystem, *devname, *modalias;
};

/* Opens the socket. Call before the first module is loaded: earlier events are not received. */
int uevent_open(void);

/*
 * Receives the next event without blocking, into `buf` of UEVENT_SIZE bytes. 0: an event; -EAGAIN:
 * none pending; -ENOBUFS: events were lost, rescan /sys. Messages that are malformed or not from
 * the kernel are skipped.
 */
int uevent_next(int fd, char *buf, struct uevent *ret_event);

/* Parses a message. -EINVAL: not an event. buf[len] must be NUL. */
int uevent_parse(const char *buf, size_t len, struct uevent *ret_event);

#endif
