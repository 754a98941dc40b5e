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

/* While it exists, a file system is being checked, which has no time limit. */
#define HELPERRUN_CHECK "/run/gangway/check"

/* Arguments of a helper, including its path. */
enum { HELPERRUN_ARGUMENTS = 64 };

/*
 * Appends those of c->options that `is_wanted` selects to `count` arguments, each as its name and its value
 * ("": none), and NULL. The last one comes first, so that the first of a name counts. Returns -E2BIG if there
 * are more than HELPERRUN_ARGUMENTS.
 */
int helperrun_options(const struct config *c, bool (*is_wanted)(const char *name),
		      const char *argv[HELPERRUN_ARGUMENTS + 1], unsigned count);

/*
 * With `search`, drivers are loaded and containers are set up for devices that the helper waits for, but not
 * while HELPERRUN_CAUSE exists: then it does not wait. At `deadline` (below 0: never), it gets SIGTERM, and
 * SIGKILL half a minute later, but not while HELPERRUN_CHECK exists. Returns its wait status, or -errno if it
 * could not be executed or does not end. Unless that is 0, b->cause is set, to the content of HELPERRUN_CAUSE
 * if the helper has written it.
 */
int helperrun(struct boot *b, const char *const argv[], bool search, int64_t deadline);

#endif
