// SPDX-License-Identifier: GPL-2.0
#include "helpers/verity/report.h"

#include <stdarg.h>

#include "lib/format.h"
#include "lib/sys.h"

#define DIR  "/run/gangway"
#define FILE DIR "/verity"

enum { SIZE = 256 }; /* /init reads no more: CAUSE_SIZE of init/boot/boot.h */

int report(const char *format, ...)
{
	char text[SIZE];
	va_list args;
	size_t len;
	int fd;

	va_start(args, format);
	len = format_text(text, sizeof(text), "roothash=: ");
	len += format_args(text + len, sizeof(text) - len, format, args); /* may be truncated */
	va_end(args);
	(void)sys_mkdir(DIR, 0755); /* it may exist */
	fd = sys_create(FILE, 0644);
	if (fd < 0)
		return REPORT_NOT_DONE; /* /init then says less */
	(void)sys_write(fd, text, len < sizeof(text) ? len : sizeof(text) - 1);
	sys_close(fd);
	return REPORT_NOT_DONE;
}

void report_success(void)
{
	(void)sys_unlink(SYS_CWD, FILE, 0);
}
