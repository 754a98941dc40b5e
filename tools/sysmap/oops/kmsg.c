// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/text.h"
#include "tools/sysmap/message.h"
#include "tools/sysmap/log/signs.h"

enum { RECORD_SIZE = 8192 }; /* CONSOLE_EXT_LOG_MAX, kernel/printk/printk.c, 6.1 */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes unprintable characters, \xHH in a record, in place. */
static size_t unescape(char *text, size_t len)
{
	size_t to = 0;

	for (size_t at = 0; at < len; at++) {
		bool escape = at + 3 < len && text[at] == '\\' && text[at + 1] == 'x' &&
			      hex(text[at + 2]) >= 0 && hex(text[at + 3]) >= 0;

		text[to++] = escape ? (char)(hex(text[at + 2]) << 4 | hex(text[at + 3])) : text[at];
		at += escape ? 3 : 0;
	}
	return to;
}

struct record {
	unsigned long long priority, time; /* microseconds since the kernel's start */
	char *text;
	size_t len;
};

/*
 * PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT NL, then lines of the dictionary, which begin with a
 * blank.
 */
static bool parse(char *line, struct record *record)
{
	unsigned long long sequence;
	char *text = strchr(line, ';');

	if (!text ||
	    sscanf(line, "%llu,%llu,%llu", &record->priority, &sequence, &record->time) != 3)
		return false;
	record->text = text + 1;
	record->len = unescape(record->text, strcspn(record->text, "\n"));
	return true;
}

static void print_stdout(const struct translation *t, const struct record *record, const char *line,
			 size_t len)
{
	printf("[%5llu.%06llu] ", record->time / 1000000, record->time % 1000000);
	translate_line(t, line, len, stdout);
	putchar('\n');
}

static void print_syslog(const struct translation *t, const struct record *record, const char *line,
			 size_t len)
{
	char *translated = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&translated, &size);

	if (!memory)
		return;
	translate_line(t, line, len, memory);
	if (!fclose(memory))
		syslog(LOG_PRI((int)record->priority), "%s", translated);
	free(translated);
}

/* A record may have several lines. */
static void print_record(const struct translation *t, const struct record *record, bool to_syslog)
{
	const char *rest = record->text, *end = rest + record->len, *line;
	long len;

	while ((len = text_line(&rest, end, &line)) >= 0) {
		if (to_syslog)
			print_syslog(t, record, line, len);
		else
			print_stdout(t, record, line, len);
	}
	fflush(stdout);
}

static bool is_trouble(const struct record *record)
{
	struct signs signs;

	signs_find(record->text, record->len, &signs);
	return signs.after[SIGN_TROUBLE];
}

/*
 * What programs write to /dev/kmsg has another facility than the kernel's, 0; the system logger may
 * be one of them.
 */
static bool is_from_kernel(const struct record *record)
{
	return !LOG_FAC(record->priority);
}

int kmsg_follow(const struct translation *t, bool to_syslog, void (*renew)(void *context),
		void *context)
{
	char line[RECORD_SIZE + 1];
	struct record record;
	int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0) {
		message_errno("/dev/kmsg", -errno);
		return EXIT_UNKNOWN;
	}
	if (to_syslog)
		openlog("kernel", 0, LOG_USER); /* LOG_KERN is reserved for the kernel */
	while (!ferror(stdout)) {
		ssize_t len = read(fd, line, RECORD_SIZE);

		err = len < 0 ? errno : 0;
		if (err == EPIPE)
			message("/dev/kmsg: records were overwritten before they could be read");
		if (err == EPIPE || err == EINTR)
			continue;
		if (len <= 0)
			break;
		line[len] = '\0';
		if (!parse(line, &record) || (to_syslog && !is_from_kernel(&record)))
			continue;
		if (renew && is_trouble(&record))
			renew(context);
		print_record(t, &record, to_syslog);
	}
	if (err)
		message_errno("/dev/kmsg", -err);
	close(fd);
	return EXIT_UNKNOWN;
}
