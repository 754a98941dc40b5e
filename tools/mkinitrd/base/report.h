/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What mkinitrd says. A function that fails says why, once, where it knows most, and returns -1;
 * its callers pass the -1 on and add nothing.
 */
#ifndef TOOLS_MKINITRD_BASE_REPORT_H
#define TOOLS_MKINITRD_BASE_REPORT_H

#include <stdbool.h>

enum report_level { REPORT_ERRORS, REPORT_RESULT, REPORT_DETAILS };

void report_set_level(enum report_level level);

/* "mkinitrd: ..." on standard error; always -1. */
int report_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether this thread's errors are warnings: about what can be left out. */
void report_lenient(bool lenient);
/* What is done, though it may not be what was meant: on standard error, unless -q. */
void report_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What was made: on standard output, unless -q. */
void report_result(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What goes in and why: on standard output, with -v. */
void report_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
