// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/base/report.h"

#include <stdarg.h>
#include <stdio.h>

static enum report_level chosen = REPORT_RESULT;
static _Thread_local bool is_lenient;

void report_lenient(bool lenient)
{
	is_lenient = lenient;
}

void report_set_level(enum report_level level)
{
	chosen = level;
}

static void print(FILE *to, const char *format, va_list args)
{
	/* several threads may report at once */
	flockfile(to);
	fputs("mkinitrd: ", to);
	vfprintf(to, format, args);
	fputc('\n', to);
	funlockfile(to);
}

int report_error(const char *format, ...)
{
	va_list args;

	/* keeps the order if both streams are one file */
	fflush(stdout);
	va_start(args, format);
	if (!is_lenient || chosen >= REPORT_RESULT)
		print(stderr, format, args);
	va_end(args);
	return -1;
}

void report_warning(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	va_start(args, format);
	if (chosen >= REPORT_RESULT)
		print(stderr, format, args);
	va_end(args);
}

void report_result(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (chosen >= REPORT_RESULT)
		print(stdout, format, args);
	va_end(args);
}

void report_detail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (chosen >= REPORT_DETAILS)
		print(stdout, format, args);
	va_end(args);
}
