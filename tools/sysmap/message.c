// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/kernel/fault.h"

int message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("sysmap: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return -1;
}

int message_fault(void)
{
	return message("%s", fault_text());
}

int message_errno(const char *path, int err)
{
	return message("%s: %s", path, strerror(-err));
}
