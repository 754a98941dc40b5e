/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Test Anything Protocol on standard output, for prove(1).
 *
 * Each call is one test, named by its format. host-tests/run compares the output of the two builds,
 * so it must not contain anything that differs from run to run.
 */
#ifndef HOST_TESTS_TAP_H
#define HOST_TESTS_TAP_H

#include <stdbool.h>

void tap_ok(bool ok, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Whether two strings are equal; NULL equals only NULL. */
void tap_str(const char *got, const char *want, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void tap_num(long long got, long long want, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Prints the number of tests. Returns the exit status: 0, or 1 if any failed or none ran. */
int tap_done(void);

/*
 * Path in the directory that host-tests/run created, initially empty, for this test; the last eight
 * results are valid.
 */
const char *tap_path(const char *name);

#endif
