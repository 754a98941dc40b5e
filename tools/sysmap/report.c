// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int report(const char *format, ...)
{
	va_list args;

	fputs("sysmap: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

int report_errno(const char *path, int err)
{
	return report("%s: %s", path, strerror(-err));
}
