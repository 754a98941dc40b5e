// SPDX-License-Identifier: GPL-2.0
/* The log: where messages are written before and after /dev/kmsg is there, and how they look. */
#include "init/base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"
#include "init/base/knob.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { KMSG = 9, KEPT = 32768 };

static char wrote[4096]; /* "2:TEXT" or "9:TEXT" for each write */
static bool has_kmsg;
static const char *level; /* /proc/sys/kernel/printk; NULL: it cannot be read */
static unsigned raised;

int sys_open(int dirfd, const char *path, int flags)
{
	(void)dirfd, (void)flags;
	return has_kmsg && text_equal(path, "/dev/kmsg") ? KMSG : -ENOENT;
}

ssize_t sys_write(int fd, const void *buf, size_t len)
{
	size_t used = strlen(wrote);

	snprintf(wrote + used, sizeof(wrote) - used, "%d:%.*s", fd, (int)len, (const char *)buf);
	return len;
}

int64_t sys_now(void)
{
	return 12345678;
}

long file_read(const char *path, char *buf, size_t size)
{
	if (!level || !text_equal(path, "/proc/sys/kernel/printk"))
		return -ENOENT;
	return text_copy(buf, size, level) ? -EFBIG : (long)strlen(buf);
}

void knob_turn(struct knob *knob)
{
	raised += text_equal(knob->path, "/proc/sys/kernel/printk");
}

void knob_restore(struct knob *knob)
{
	(void)knob;
}

static void check(const char *want, const char *what)
{
	tap_str(wrote, want, "%s", what);
	wrote[0] = '\0';
}

#define TIME "[   12.345678] gangway: "

/* In this order: what is open stays open. */
static void destinations(void)
{
	log_info("one");
	log_debug("nothing");
	check("", "without /dev/kmsg and a console nothing is written");
	log_open(false);
	check("", "nor if neither appears");
	log_error("two");
	check("", "messages are kept");
	log_open(true);
	check("2:" TIME "one\n2:" TIME "two\n", "and written to the console when there is one");
	log_info("three");
	check("2:" TIME "three\n", "as are later ones");
	log_open(true);
	check("", "once");
	has_kmsg = true;
	log_open(true);
	check("", "also if there is a kernel log then");
	log_error("four");
	check("9:<2>gangway: four\n", "which gets further messages, with their level");
	log_info("five");
	check("9:<6>gangway: five\n", "and the kernel adds the time");
	log_set_debug(true);
	log_debug("six");
	check("9:<6>gangway: six\n", "gangway.debug");
	log_set_debug(false);
	log_debug("seven");
	check("", "without it");
	tap_str(log_kept(),
		"<6>" TIME "one\n<2>" TIME "two\n<6>" TIME "three\n<2>" TIME "four\n"
		"<6>" TIME "five\n<6>" TIME "six\n",
		"all are kept for the record");
}

/* Text from disks must not look like a log line. */
static void characters(void)
{
	log_info("%s", "a\n<2>b\x7f\x1b[1m");
	check("9:<6>gangway: a?<2>b??[1m\n", "control characters are masked");
	log_info("%s", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80.");
	check("9:<6>gangway: \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80.\n", "other letters are not");
	log_info("%s", "\xc3.\xff.\xe2\x82.");
	check("9:<6>gangway: ?.?.??.\n", "invalid ones are");
}

static void lengths(void)
{
	char text[600], want[700];
	size_t before;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	snprintf(want, sizeof(want), "9:<6>gangway: %.*s\n", 512 - 2 - (int)strlen("<6>" TIME),
		 text);
	check(want, "a line is truncated to 512 bytes");
	do {
		before = strlen(log_kept());
		wrote[0] = '\0';
		log_info("%s", text);
	} while (strlen(log_kept()) > before);
	tap_ok(before < KEPT && before > KEPT - 512, "32 KiB are kept");
	tap_ok(*wrote, "later messages are only written");
}

/* With gangway.debug, the console shows informational messages. */
static void console_level(void)
{
	static const struct {
		const char *level;
		bool raised;
	} cases[] = {{"4\t4\t1\t7\n", true},   {"6\t4\t1\t7\n", true}, {"7\t4\t1\t7\n", false},
		     {"10\t4\t1\t7\n", false}, {"1", false},           {NULL, false}};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		raised = 0;
		level = cases[i].level;
		log_set_debug(true);
		tap_num(raised, cases[i].raised, "level %.2s is%s raised", level ? level : "-",
			cases[i].raised ? "" : " not");
	}
	raised = 0;
	level = cases[0].level;
	log_set_debug(false);
	tap_num(raised, 0, "without gangway.debug none is");
}

int main(void)
{
	destinations();
	characters();
	lengths();
	console_level();
	return tap_done();
}
