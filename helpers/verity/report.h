/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is wrong or missing so far, in a file. /init logs it if the root does not appear: as its own message, it is
 * part of the summary of the failure.
 */
#ifndef HELPERS_VERITY_REPORT_H
#define HELPERS_VERITY_REPORT_H

enum { REPORT_NOT_DONE = 1 };

/* Replaces the report; returns REPORT_NOT_DONE, the exit status. */
int report(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Removes the report. */
void report_success(void);

#endif
