// SPDX-License-Identifier: GPL-2.0
#include "helpers/mounts/report.h"

#include <stdarg.h>
#include <string.h>

#include "lib/format.h"
#include "lib/sys.h"

#define CAUSE REPORT_DIR "/cause"

/* The size of a cause in init/boot/boot.h; the longest is cut. */
enum { TEXT_SIZE = 256 };

static int log_fd = 2;

void report_open_log(void)
{
	int fd = sys_open(SYS_CWD, "/dev/kmsg", O_WRONLY);

	if (fd >= 0)
		log_fd = fd;
	(void)sys_signals_init(); /* SIGTERM ends waits only; on failure, also the helper */
	(void)sys_mkdir(REPORT_DIR, 0755); /* it may exist */
}

void report_open(void)
{
	report_open_log();
	report_no_cause();                          /* of an earlier run */
	(void)sys_unlink(SYS_CWD, REPORT_CHECK, 0); /* of one that was killed */
}

static void write_cause(const char *text)
{
	int fd = sys_create(CAUSE, 0644);

	if (fd < 0)
		return; /* then /init says that the helper failed */
	(void)sys_write(fd, text, strlen(text));
	sys_close(fd);
}

int report(enum report what, const char *format, ...)
{
	char text[TEXT_SIZE], line[TEXT_SIZE + 32];
	va_list args;

	va_start(args, format);
	(void)format_args(text, sizeof(text), format, args);
	va_end(args);
	if (what == REPORT_CAUSE)
		write_cause(text);
	else
		(void)sys_write(log_fd, line,
				format_text(line, sizeof(line), "<%u>gangway: %s\n", (unsigned)what,
					    text)); /* there is no other channel */
	return 1;
}

void report_no_cause(void)
{
	(void)sys_unlink(SYS_CWD, CAUSE, 0); /* there may be none */
}
