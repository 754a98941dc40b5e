/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages of a helper, in the kernel log. The cause of a failure is written to a file instead, which /init
 * reads when the helper has ended or was killed: only messages of /init are part of the failure report.
 */
#ifndef HELPERS_MOUNTS_REPORT_H
#define HELPERS_MOUNTS_REPORT_H

/* The directory of gangway in /run, which the real system keeps. */
#define REPORT_DIR "/run/gangway"

/* /init ends no helper while it exists: a file system is being checked (init/root/helperrun.h). */
#define REPORT_CHECK REPORT_DIR "/check"

void report_open(void);     /* removes the cause and the check of an earlier helper */
void report_open_log(void); /* for a helper that runs beside another one, and sets no cause */

/* REPORT_CAUSE: the reason that counts if the helper ends now; it is not logged, since /init does. Returns 1. */
enum report { REPORT_CAUSE = 0, REPORT_ERROR = 2, REPORT_INFO = 6 };
int report(enum report what, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* There is no failure. */
void report_no_cause(void);

#endif
