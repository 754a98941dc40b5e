/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a helper that step trial or mount needs, and waits for it. */
#ifndef INIT_ROOT_HELPERRUN_H
#define INIT_ROOT_HELPERRUN_H

#include <stdint.h>

struct boot;

/* While it exists, the helper mounts: why that has failed, or would if it never ended. */
#define HELPERRUN_CAUSE "/run/gangway/cause"

/*
 * Drivers are loaded and containers are set up meanwhile, for devices that the helper waits for. At
 * `deadline` (below 0: never) it gets SIGTERM, and SIGKILL half a minute later. Returns its wait status, or
 * -errno if it could not be executed or was given up; then b->cause is set, as for any status but 0.
 */
int helperrun(struct boot *b, const char *const argv[], int64_t deadline);

#endif
