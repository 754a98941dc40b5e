// SPDX-License-Identifier: GPL-2.0
#include "init/boot/boot.h"

#include <stdarg.h>

#include "lib/error.h"
#include "lib/format.h"

int boot_fail(struct boot *b, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	format_args(b->cause, sizeof(b->cause), format, args); /* may be truncated */
	va_end(args);
	b->error = error;
	return error;
}

int boot_fail_error(struct boot *b, int error, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = format_args(b->cause, sizeof(b->cause), format, args);
	va_end(args);
	if (len < CAUSE_SIZE)
		format_text(b->cause + len, CAUSE_SIZE - len, ": %s", error_text(error));
	b->error = error;
	return error;
}

void boot_set_root(struct boot *b, struct device *d)
{
	b->root = d;
	b->root_type[0] = '\0';
	if (!d)
		return;
	b->root_seq = d->seq;
	b->root_major = d->dev.major;
	b->root_minor = d->dev.minor;
}
