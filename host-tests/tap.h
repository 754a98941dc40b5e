/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Test Anything Protocol, on standard output; prove(1) reads it.
 *
 * Each call is one test, named by its format. What a test says is compared between its two
 * builds (host-tests/run), so it names nothing that may differ from run to run.
 */
#ifndef HOST_TESTS_TAP_H
#define HOST_TESTS_TAP_H

#include <stdbool.h>

void tap_ok(bool ok, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Two strings are the same; NULL is one of its own. */
void tap_str(const char *got, const char *want, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void tap_num(long long got, long long want, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Says how many tests there were. Returns what main returns: 0, or 1 if any failed or none ran. */
int tap_done(void);

/* A path in the folder that host-tests/run made, empty, for this test alone; eight are kept. */
const char *tap_path(const char *name);

#endif
