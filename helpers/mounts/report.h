/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The messages of a helper, in the kernel log. The reason of a failure is in a file, which /init reads when the
 * helper has ended or was killed: as its own message, it is part of the summary of the failure.
 */
#ifndef HELPERS_MOUNTS_REPORT_H
#define HELPERS_MOUNTS_REPORT_H

/* The directory of gangway in /run, which the real system keeps. */
#define REPORT_DIR "/run/gangway"

/* /init ends no helper while it exists: a file system is being checked (init/root/helperrun.h). */
#define REPORT_CHECK REPORT_DIR "/check"

void report_open(void); /* there is no cause yet, and no check */

/* REPORT_CAUSE: the reason that counts if the helper ends now; it is not logged, since /init does. Returns 1. */
enum report { REPORT_CAUSE = 0, REPORT_ERROR = 2, REPORT_INFO = 6 };
int report(enum report what, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* There is no failure. */
void report_no_cause(void);

#endif
