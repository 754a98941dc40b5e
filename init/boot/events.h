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
struct devices;
struct loader;

/*
 * Opens the uevent socket. Call it before the first module is loaded, so that no event is missed.
 * Without a socket, /sys is scanned instead. Returns the socket for b->uevents, or -errno; `nodes`:
 * device nodes are made from /sys.
 */
int events_open(bool nodes);

/*
 * Waits for events until `deadline` (microseconds of sys_now(); below 0: no limit), handles them,
 * and starts the modules that may now be loaded. With `keys`, a key on the consoles of b->keys is
 * an event too. 0: something happened; -ETIMEDOUT: the deadline has passed.
 */
int events_wait(struct boot *b, int64_t deadline, bool keys);

/* Reaps the children that have ended; events_wait() does so too. */
void events_reap(struct boot *b);

/*
 * The deadline for modules: the timeout from now; with rootwait (below 0), which only applies to the
 * root, the default timeout.
 */
int64_t events_deadline(int64_t timeout);

/* Looks up the modalias of every device, now and, with b->coldplug, as devices appear. */
void events_coldplug(bool *coldplug, struct loader *l);

/* No module load and no probe is pending. */
bool events_settled(const struct loader *l, const struct devices *d);

#endif
