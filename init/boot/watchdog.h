/* SPDX-License-Identifier: GPL-2.0 */
/* The hardware watchdog, /dev/watchdog, which resets the machine if gangway hangs. */
#ifndef INIT_BOOT_WATCHDOG_H
#define INIT_BOOT_WATCHDOG_H

#include <stdint.h>

/* A zeroed struct is closed: descriptor 0 is the console. */
struct watchdog {
	int fd;
	int error;          /* of opening it, or of setting its timeout */
	int64_t pause, due; /* microseconds: between two feeds; when the next one is due */
};

/*
 * Opens the watchdog if it is not open and can be opened now, with this timeout in microseconds (0:
 * none is wanted), and feeds it if that is due. Returns the microseconds until the next call is
 * due; below 0: there is nothing to feed.
 */
int64_t watchdog_feed(struct watchdog *w, int64_t timeout);

#endif
