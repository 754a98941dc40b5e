/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a helper that a step needs, and waits for it. */
#ifndef INIT_ROOT_HELPERRUN_H
#define INIT_ROOT_HELPERRUN_H

#include <stdbool.h>
#include <stdint.h>

struct boot;
struct config;

/* Why the helper has failed, or would if it never ended. Removed when nothing is wrong. */
#define HELPERRUN_CAUSE "/run/gangway/cause"

/* While it exists, a file system is being checked, which takes as long as it takes. */
#define HELPERRUN_CHECK "/run/gangway/check"

/* Arguments of a helper, with its name. */
enum { HELPERRUN_ARGUMENTS = 64 };

/*
 * Adds the parameters `is_wanted` of c->options to the `count` arguments: their names and values, "" for
 * none; the last of the command line first, so that the first of a name counts. NULL follows. Returns
 * -E2BIG if they are more than HELPERRUN_ARGUMENTS.
 */
int helperrun_options(const struct config *c, bool (*is_wanted)(const char *name),
		      const char *argv[HELPERRUN_ARGUMENTS + 1], unsigned count);

/*
 * With `search`, drivers are loaded and containers are set up for devices that the helper waits for; while
 * HELPERRUN_CAUSE exists, the helper does not wait for devices. At `deadline` (below 0: never) the helper
 * gets SIGTERM, and SIGKILL half a minute later, but not while HELPERRUN_CHECK exists. Returns its wait
 * status, or -errno if it could not be executed or was given up; then b->cause is set, as for any status but
 * 0: to what is in HELPERRUN_CAUSE, if the helper has written it.
 */
int helperrun(struct boot *b, const char *const argv[], bool search, int64_t deadline);

#endif
