/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices that provide other devices (LUKS, LVM, RAID), and the helpers of the image,
 * /lib/gangway/TYPE, that set these up. The kernel announces the devices that a helper creates;
 * they are probed like any other device. This component does not know the types; gangway-init(8),
 * CONTAINERS, is the contract. Until the root is found, a helper is run for a device in one of
 * three modes:
 *
 *	alone		as soon as the device is known and the modules that were requested
 *			by name are loaded; it must not ask the user
 *	ask		if its exit status requested it: one at a time, lowest status first
 *	degraded	if its exit status reported missing devices, and these are still
 *			missing when the time for them is over: one at a time, since the
 *			first may provide the root
 */
#ifndef INIT_ROOT_CONTAINERS_H
#define INIT_ROOT_CONTAINERS_H

#include <stdbool.h>
#include <stdint.h>

struct boot;
struct device;
struct devices;
struct helpers;

/* Another candidate is tried: containers may be started degraded again. */
void containers_begin(struct devices *devices);
/*
 * Starts the helpers that may be started at `now`. Returns whether any container was tried for the
 * first time.
 */
bool containers_start(struct boot *b, int64_t now);
/* When to call containers_start() again if nothing happens; INT64_MAX: never. */
int64_t containers_next(struct boot *b, int64_t now);
/* Whether nothing more will be tried with this container. */
bool containers_done(const struct helpers *h, const struct device *d);

/*
 * Whether the wait for the root continues after its timeout: a helper asks the user, or did so or
 * was started less than 30 s ago, or a helper is still to be started.
 */
bool containers_hold(struct boot *b, int64_t now);
/* Whether a helper asks for a passphrase: the console's echo is off. */
bool containers_ask(const struct helpers *h, bool console);
/* Whether a helper is running that does not ask: it still sets up devices, and records them. */
bool containers_busy(const struct helpers *h, bool console);

/* Terminates the helpers to free the console. Their devices may be tried once more. */
void containers_stop(struct boot *b);
/* Containers whose helper failed may be tried once more. */
void containers_again(struct devices *devices);

#endif
