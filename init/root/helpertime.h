/* SPDX-License-Identifier: GPL-2.0 */
/* Which helper is run next, and when; containers.c runs it. */
#ifndef INIT_ROOT_HELPERTIME_H
#define INIT_ROOT_HELPERTIME_H

#include <stdbool.h>
#include <stdint.h>

#include "init/boot/helper.h"
#include "init/config/config.h"
#include "init/devices/devices.h"

/* Seconds. */
enum {
	HELPERTIME_LIMIT = 30, /* since a helper was started or last asked */
	HELPERTIME_PROBES = 2, /* for probes, before a step that depends on them */
};

/* When uncertain means are tried, measured from the start of the wait. */
int64_t helpertime_last_resort(const struct config *c);
/* The time that missing devices have, before a degraded start. */
int64_t helpertime_missing(const struct config *c);

/* The next device to run in a mode; NULL: none. */
struct device *helpertime_next(const struct devices *devices, const struct config *c,
			       enum helper_mode mode);
/* When the device may be run in a mode. */
int64_t helpertime_due(struct boot *b, const struct device *d, enum helper_mode mode);
/* Whether running helpers and probes could still make it unnecessary. */
bool helpertime_is_early(const struct boot *b, int64_t now, int64_t due_at, enum helper_mode mode);
/* The image lists the modules that its programs need; one that hangs is not waited for. */
bool helpertime_lacks_modules(const struct boot *b, int64_t now);

#endif
