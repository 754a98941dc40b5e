// SPDX-License-Identifier: GPL-2.0
#include "init/base/log.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "init/base/knob.h"
#include "lib/file.h"
#include "lib/format.h"
#include "lib/sys.h"
#include "lib/text.h"

/*
 * Levels of the kernel log (linux/kern_levels.h, 6.1). Errors use KERN_CRIT, which a console still
 * shows at loglevel=3: a failed boot must not be silent.
 */
enum { LEVEL_CRITICAL = 2, LEVEL_INFO = 6 };

enum { LINE_SIZE = 512, KEPT_SIZE = 32768, LEVEL_LEN = 3 };

static char kept_text[KEPT_SIZE];

static struct {
	int kmsg;     /* -1: not open */
	bool console; /* without /dev/kmsg, messages are written to descriptor 2 */
	bool debug;
	size_t kept_len, written_len; /* of the kept text: its length, and how much was written */
} state = {.kmsg = -1};

/*
 * printk_devkmsg: printk.devkmsg= on the command line locks the limit; then lines may be dropped
 * (kernel/printk/printk.c, 6.1). Both values must end with the newline.
 */
static struct knob rate_limit = {"/proc/sys/kernel/printk_devkmsg", "on\n", "", -1};
static struct knob console_level = {"/proc/sys/kernel/printk", "7\n", "", -1};

/*
 * A kept line is "<LEVEL>[seconds.micros] gangway: TEXT", the format of dmesg --file. The kernel
 * adds the time itself: it gets "<LEVEL>gangway: TEXT", built in place. A console gets everything
 * but the level.
 */
static void write_out(char *line, size_t len)
{
	char *text = memchr(line, ']', len);

	if (state.kmsg < 0 && state.console)
		(void)sys_write(2, line + LEVEL_LEN, len - LEVEL_LEN);
	if (state.kmsg < 0 || !text)
		return; /* nowhere to report the failure */
	text -= LEVEL_LEN - 2;
	memcpy(text, line, LEVEL_LEN);
	(void)sys_write(state.kmsg, text, len - (text - line));
}

/*
 * If the buffer is full, later lines are dropped: the cause of a failure precedes its consequences.
 */
static void keep(const char *line, size_t len)
{
	if (len >= KEPT_SIZE - state.kept_len)
		return;
	memcpy(kept_text + state.kept_len, line, len);
	state.kept_len += len;
	if (state.kmsg >= 0 || state.console)
		state.written_len = state.kept_len;
}

/* Labels and other text from disks must not imitate a log line: masks invalid characters. */
static void mask(char *text)
{
	while (*text) {
		size_t len = text_character(text);

		if (!len || (unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
		text += len ? len : 1;
	}
}

static void log_line(int level, const char *format, va_list args)
{
	char line[LINE_SIZE];
	int64_t now = sys_now();
	size_t head = format_text(line, sizeof(line), "<%d>[%5u.%06u] gangway: ", level,
				  (unsigned)(now / SYS_SECOND), (unsigned)(now % SYS_SECOND));
	size_t len = head + format_args(line + head, sizeof(line) - head, format, args);

	if (len > LINE_SIZE - 2)
		len = LINE_SIZE - 2; /* messages may be truncated */
	line[len] = '\0';
	mask(line);
	line[len++] = '\n';
	keep(line, len);
	write_out(line, len);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(LEVEL_INFO, format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(LEVEL_CRITICAL, format, args);
	va_end(args);
}

void log_debug(const char *format, ...)
{
	va_list args;

	if (!state.debug)
		return;
	va_start(args, format);
	log_line(LEVEL_INFO, format, args);
	va_end(args);
}

/* With gangway.debug, `quiet` hides nothing. */
void log_set_debug(bool on)
{
	char now[sizeof(console_level.before)];

	state.debug = on;
	if (on && file_read(console_level.path, now, sizeof(now)) > 1 && now[0] < '7' &&
	    now[1] == '\t') /* one digit: with `debug` it is 10 */
		knob_turn(&console_level);
}

void log_open(bool console)
{
	const char *rest = kept_text + state.written_len, *end = kept_text + state.kept_len, *line;

	knob_turn(&rate_limit);
	log_set_debug(state.debug);
	if (state.kmsg < 0)
		state.kmsg = sys_open(SYS_CWD, "/dev/kmsg", O_WRONLY);
	state.console = console;
	if (state.kmsg < 0 && !console)
		return;
	while (text_line(&rest, end, &line) >= 0) {
		char copy[LINE_SIZE];

		memcpy(copy, line, rest - line);
		write_out(copy, rest - line);
	}
	state.written_len = state.kept_len;
}

void log_close(void)
{
	knob_restore(&rate_limit);
	knob_restore(&console_level);
}

const char *log_kept(void)
{
	kept_text[state.kept_len] = '\0';
	return kept_text;
}
