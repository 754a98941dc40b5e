/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The event loop: uevents, ended children, probe reports, keys on the consoles, one deadline.
 * Everything in gangway that waits does so here; nothing polls with a sleep.
 */
#ifndef INIT_BOOT_EVENTS_H
#define INIT_BOOT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct boot;

/*
 * Opens the uevent socket. Call it before the first module is loaded, so that no event is missed.
 * Without a socket, /sys is scanned instead.
 */
void events_open(struct boot *b);

/*
 * Waits for events until `deadline` (microseconds of sys_now(); below 0: no limit), handles them,
 * and starts the modules that may now be loaded. With `keys`, a key on the consoles of b->keys is
 * an event too. 0: something happened; -ETIMEDOUT: the deadline has passed.
 */
int events_wait(struct boot *b, int64_t deadline, bool keys);

/* Reaps the children that have ended; events_wait() does so too. */
void events_reap(struct boot *b);

/*
 * The deadline for modules: gangway.timeout= from now; with rootwait, which only applies to the
 * root, the default timeout.
 */
int64_t events_deadline(const struct boot *b);

/* Looks up the modalias of every device, now and as devices appear. */
void events_coldplug(struct boot *b);

/* No module load and no probe is pending. */
bool events_settled(struct boot *b);

#endif
