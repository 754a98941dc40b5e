/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices that provide other devices (LUKS, LVM, RAID), and the helpers of the image,
 * /lib/gangway/TYPE, that set these up. What a helper creates is announced by the kernel and probed
 * like any other device. Nothing here knows what the types are; gangway-init(8), CONTAINERS, is the
 * contract. A helper is run for a device, while the root has not been found,
 *
 *	alone		as soon as the device is known; it must not wait for a person
 *	ask		if its status asked for that: one at a time, the lowest status first
 *	degraded	if its status said that other devices are missing, and they still are when
 *			their time is over: one at a time, since the first may bring the root
 */
#ifndef INIT_CONTAINERS_H
#define INIT_CONTAINERS_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/blockdev.h"
#include "init/child.h"

/* How many run at a time. */
enum { HELPERS = 8 };

enum helper_mode { HELPER_ALONE, HELPER_ASK, HELPER_DEGRADED };

/* A helper that is running, or a free slot. */
struct helper {
	struct child child; /* the first, since it is what child.h hands back */
	enum helper_mode mode;
	char name[BLOCKDEV_NAME_SIZE]; /* its device */
	int64_t heard;                 /* when it was started, or last seen to ask a person */
};

struct helpers {
	struct helper list[HELPERS];
	int64_t busy;        /* since when at least one has been running */
	int64_t degraded_at; /* when the time for missing devices is over */
	bool announced;      /* that it will be */
};

struct boot;
struct device;

/* Another root is waited for: what was not started degraded for the last one may be for this. */
void containers_begin(struct boot *b);
/*
 * Starts the helpers that may be started at `now`. Whether a container has had its turn that had
 * not had it before.
 */
bool containers_start(struct boot *b, int64_t now);
/* When to call that again if nothing happens; INT64_MAX: no need. */
int64_t containers_next(struct boot *b, int64_t now);
/* Whether nothing more is to be tried with this container. */
bool containers_done(const struct boot *b, const struct device *d);

/*
 * Whether the wait for the root goes on though its time is up: a helper asks a person for
 * something, or did so or was started less than 30 s ago, or one is yet to be started.
 */
bool containers_hold(struct boot *b, int64_t now);
/* Whether a helper asks for a passphrase: the console's echo is off. */
bool containers_ask(const struct boot *b);

/* Ends the helpers, for whoever needs the console now. Their devices may be opened once more. */
void containers_stop(struct boot *b);
/* Those that failed may be opened once more. */
void containers_again(struct boot *b);

/* Logs why a container has not been opened, if that is known. */
void containers_log(const struct device *d);

#endif
