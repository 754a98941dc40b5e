/* SPDX-License-Identifier: GPL-2.0 */
/* A test notes here which functions were called, in their order. */
#ifndef HOST_TESTS_STANDIN_CALLS_H
#define HOST_TESTS_STANDIN_CALLS_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char did[1024];

static void note(const char *format, ...)
{
	size_t len = strlen(did);
	va_list args;

	va_start(args, format);
	vsnprintf(did + len, sizeof(did) - len, format, args);
	va_end(args);
}

#endif
