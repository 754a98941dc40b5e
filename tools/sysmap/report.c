// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
	char *text;
	size_t size;
} diverted;

void report_divert(char *text, size_t size)
{
	diverted.text = text;
	diverted.size = size;
}

static void print(const char *format, va_list args)
{
	fputs("sysmap: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int report(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (diverted.text)
		vsnprintf(diverted.text, diverted.size, format, args);
	else
		print(format, args);
	va_end(args);
	return -1;
}

int report_file(const char *path, int err)
{
	return err == -EINVAL ? report("%s: not a regular file", path) : report_errno(path, err);
}

int report_errno(const char *path, int err)
{
	return report("%s: %s", path, strerror(-err));
}
