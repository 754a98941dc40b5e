/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of the helper, to the kernel log, and of gangway-confirm, to the user. */
#ifndef HELPERS_TRIAL_REPORT_H
#define HELPERS_TRIAL_REPORT_H

/* Exit statuses: gangway-confirm(8). */
enum { DONE = 0, EXHAUSTED = 1, USAGE = 2, FAILED = 3 };

/* As gangway-confirm, or as the helper, that counts boots by `parameter`. */
void report_open(const char *parameter);
/* Reports "what: why" and returns `status`. */
int complain(int status, const char *what, const char *why);
int complain_error(const char *what, int err);

#endif
