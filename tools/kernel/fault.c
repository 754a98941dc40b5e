// SPDX-License-Identifier: GPL-2.0
#include "tools/kernel/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char last[512];

int fault(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(last, sizeof(last), format, args);
	va_end(args);
	return -1;
}

int fault_errno(const char *path, int err)
{
	return fault("%s: %s", path, strerror(-err));
}

const char *fault_text(void)
{
	return last;
}
