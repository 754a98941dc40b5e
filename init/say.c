// SPDX-License-Identifier: GPL-2.0
#include "init/say.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define RATE_LIMIT "/proc/sys/kernel/printk_devkmsg"

/*
 * Levels of the kernel log (linux/kern_levels.h, 6.1). Errors go out as KERN_CRIT, which a console
 * at loglevel=3 still shows: a failed boot must not be silent.
 */
enum { LEVEL_CRITICAL = 2, LEVEL_INFO = 6 };

enum { LINE_SIZE = 512, KEPT_SIZE = 32768 };

static char kept_text[KEPT_SIZE];

static struct {
	int kmsg; /* -1: not open */
	bool debug;
	char rate_limit[16];       /* what it was; empty: not changed */
	int restore;               /* open on it: at the end /proc may be out of reach */
	size_t kept_len, said_len; /* of what is kept: all of it, and how much the kernel log has */
} spoken = {.kmsg = -1, .restore = -1};

/* Kept lines begin with '<' LEVEL '>', and /dev/kmsg takes them as they are. */
static void say_to_kernel(const char *line, size_t len)
{
	if (spoken.kmsg >= 0)
		(void)sys_write(spoken.kmsg, line,
				len); /* nowhere to say that nothing can be said */
}

/* A full buffer keeps its beginning: the cause of a failure comes before its consequences. */
static void keep(const char *line, size_t len)
{
	if (len >= KEPT_SIZE - spoken.kept_len)
		return;
	memcpy(kept_text + spoken.kept_len, line, len);
	spoken.kept_len += len;
	if (spoken.kmsg >= 0)
		spoken.said_len = spoken.kept_len;
}

/* Labels and the like come from disks: what is no character must not look like a line of ours. */
static void mask(char *text)
{
	while (*text) {
		size_t len = text_character(text);

		if (!len || (unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
		text += len ? len : 1;
	}
}

static void say_line(int level, const char *format, va_list args)
{
	char line[LINE_SIZE];
	int head = snprintf(line, sizeof(line), "<%d>gangway: ", level);
	int len = head + vsnprintf(line + head, sizeof(line) - head, format, args);

	if (len > LINE_SIZE - 2)
		len = LINE_SIZE - 2; /* what is said may be cut; what is done never is */
	line[len] = '\0';
	mask(line);
	line[len++] = '\n';
	say_to_kernel(line, len);
	keep(line, len);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_line(LEVEL_INFO, format, args);
	va_end(args);
}

void say_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_line(LEVEL_CRITICAL, format, args);
	va_end(args);
}

void say_debug(const char *format, ...)
{
	va_list args;

	if (!spoken.debug)
		return;
	va_start(args, format);
	say_line(LEVEL_INFO, format, args);
	va_end(args);
}

void say_set_debug(bool on)
{
	spoken.debug = on;
}

/*
 * printk.devkmsg= on the command line locks the limit; then it stays, and lines may be dropped
 * (kernel/printk/printk.c, 6.1).
 */
static void lift_rate_limit(void)
{
	if (file_read(RATE_LIMIT, spoken.rate_limit, sizeof(spoken.rate_limit)) < 0 ||
	    file_write(RATE_LIMIT, "on\n") < 0) { /* it insists on the newline */
		spoken.rate_limit[0] = '\0';
		return;
	}
	spoken.restore = sys_open(SYS_CWD, RATE_LIMIT, O_WRONLY);
}

void say_open(void)
{
	const char *rest = kept_text + spoken.said_len, *end = kept_text + spoken.kept_len, *line;

	if (!spoken.rate_limit[0])
		lift_rate_limit();
	if (spoken.kmsg < 0)
		spoken.kmsg = sys_open(SYS_CWD, "/dev/kmsg", O_WRONLY);
	if (spoken.kmsg < 0)
		return;
	while (text_line(&rest, end, &line) >= 0)
		say_to_kernel(line, rest - line);
	spoken.said_len = spoken.kept_len;
}

void say_close(void)
{
	if (spoken.restore >= 0) {
		(void)sys_write(spoken.restore, spoken.rate_limit, strlen(spoken.rate_limit));
		sys_close(spoken.restore); /* an open limit is a small thing to leave */
	}
	spoken.restore = -1;
	spoken.rate_limit[0] = '\0';
}

const char *say_kept(void)
{
	kept_text[spoken.kept_len] = '\0';
	return kept_text;
}
