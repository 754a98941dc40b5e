/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The messages of mkinitrd. The function that detects an error reports it and returns -1; its
 * callers return -1 and report nothing.
 */
#ifndef TOOLS_MKINITRD_BASE_REPORT_H
#define TOOLS_MKINITRD_BASE_REPORT_H

#include <stdbool.h>

enum report_level { REPORT_ERRORS, REPORT_RESULT, REPORT_DETAILS };

void report_set_level(enum report_level level);

/* "mkinitrd: ..." on standard error; always -1. */
int report_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Reports the errors of this thread as warnings, for files that can be omitted. */
void report_lenient(bool lenient);
/* A warning on standard error, unless -q. */
void report_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A result on standard output, unless -q. */
void report_result(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What is included and why: on standard output, with -v. */
void report_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
