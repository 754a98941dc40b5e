// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "tools/sysmap/message.h"

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

/*
 * PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;TEXT NL, then lines of the dictionary, which begin with a
 * blank.
 */
static void print_record(const struct translation *t, char *record, FILE *to, bool manifest)
{
	unsigned long long priority = 0, sequence = 0, time = 0;
	char *text = strchr(record, ';');
	size_t len;

	if (!text || sscanf(record, "%llu,%llu,%llu", &priority, &sequence, &time) != 3)
		return;
	text++;
	len = unescape(text, strcspn(text, "\n"));
	if (manifest)
		fprintf(to, "[%5llu.%06llu] ", time / 1000000, time % 1000000);
	translate_line(t, text, len, to);
}

static void print_stdout(const struct translation *t, char *record)
{
	print_record(t, record, stdout, true);
	putchar('\n');
	fflush(stdout);
}

static void print_syslog(const struct translation *t, char *record)
{
	int priority = LOG_PRI((int)strtoul(record, NULL, 10));
	char *line = NULL;
	size_t len = 0;
	FILE *memory = open_memstream(&line, &len);

	if (!memory)
		return;
	print_record(t, record, memory, false);
	fclose(memory);
	syslog(priority, "%s", line);
	free(line);
}

int kmsg_follow(const struct translation *t, bool to_syslog)
{
	char record[RECORD_SIZE + 1];
	ssize_t len;
	int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		message_errno("/dev/kmsg", -errno);
		return EXIT_UNKNOWN;
	}
	if (to_syslog)
		openlog("kernel", 0, LOG_USER); /* LOG_KERN is reserved for the kernel */
	while ((len = read(fd, record, RECORD_SIZE)) > 0 || errno == EPIPE || errno == EINTR) {
		if (len <= 0)
			continue; /* EPIPE: records were overwritten before they could be read */
		record[len] = '\0';
		if (to_syslog)
			print_syslog(t, record);
		else
			print_stdout(t, record);
		if (ferror(stdout))
			break;
	}
	if (len < 0)
		message_errno("/dev/kmsg", -errno);
	close(fd);
	return EXIT_UNKNOWN;
}
