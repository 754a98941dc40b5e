/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The event loop: uevents, dead children, reports on devices, the console's keys, one deadline.
 * Everything in gangway that waits does so here; nothing sleeps and looks again.
 */
#ifndef INIT_EVENTS_H
#define INIT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct boot;

/*
 * Opens the uevent socket: before the first module is loaded, so that no event is missed. Without
 * one, /sys is scanned instead.
 */
void events_open(struct boot *b);

/*
 * Waits for whatever comes next, at most until `deadline` (sys_now()'s microseconds; below 0: no
 * limit), deals with all of it, and starts the modules that may now be loaded. With `keys` those of
 * b->keys count too. 0: something happened; -ETIMEDOUT: the deadline is past.
 */
int events_wait(struct boot *b, int64_t deadline, bool keys);

/* Takes the children that have died; events_wait does so too. */
void events_reap(struct boot *b);

/* For modules: gangway.timeout= from now; with rootwait, which is for the root, its default. */
int64_t events_deadline(const struct boot *b);

/* Has every device's modalias looked up, now and as they come. */
void events_coldplug(struct boot *b);

/* Nothing is on its way that the loader or a look at a device could bring. */
bool events_settled(struct boot *b);

#endif
