// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/kernel/fault.h"

int report(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("sysmap: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return -1;
}

int report_fault(void)
{
	return report("%s", fault_text());
}

int report_errno(const char *path, int err)
{
	return report("%s: %s", path, strerror(-err));
}
