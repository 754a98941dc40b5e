// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the boots of a root on trial, in a file or in the attributes of its GPT partition.
 *
 *	/lib/gangway/trial DEVICE:FILE		in the image: counts one boot in the file
 *	/lib/gangway/trial NAME UUID		counts one boot of a partition
 *	gangway-confirm [DEVICE:FILE]		in the real system: marks its root as good
 *	gangway-confirm --status		prints which root was booted, and why
 *
 * Exit statuses are in gangway-confirm(8).
 */
#include <errno.h>
#include <string.h>

#include "helpers/trial/counter.h"
#include "helpers/trial/report.h"
#include "helpers/trial/slot.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* What /init has counted, and its messages. */
#define RECORD "/run/gangway/trial"
#define LOG    "/run/gangway/log"

enum { TEXT_SIZE = 512, LOG_SIZE = 65536 };

static char text[TEXT_SIZE];

static int read_record(void)
{
	long len = file_read_value(RECORD, text, sizeof(text));

	if (len == -ENOENT)
		return complain(EXHAUSTED, RECORD, "this boot is not a trial");
	return len < 0 ? complain_error(RECORD, len) : DONE;
}

/* Splits "NAME UUID", which contains no colon; NULL: it is DEVICE:FILE. */
static const char *split_slot(void)
{
	char *blank = strchr(text, ':') ? NULL : strchr(text, ' ');

	if (!blank)
		return NULL;
	*blank = '\0';
	return blank + 1;
}

static int confirm(void)
{
	const char *uuid = split_slot();

	return uuid ? slot_confirm(text, uuid) : counter_run(text, COUNTER_CONFIRM, NULL);
}

/* ---- --status ------------------------------------------------------------------------------- */

static int print(const char *line, size_t len)
{
	return sys_write(1, line, len) == (ssize_t)len ? DONE : FAILED;
}

/* The messages of /init about roots that failed. */
static int print_reasons(void)
{
	static const char *const starts[] = {"gangway: root=", "gangway: trying "};
	static char log[LOG_SIZE];
	long len = file_read(LOG, log, sizeof(log));
	int status = DONE;

	for (char *line = log; len > 0 && line && status == DONE;) {
		char *next = strchr(line, '\n'), *at;

		if (next)
			*next++ = '\0';
		at = strstr(line, starts[0]);
		at = at ? at : strstr(line, starts[1]);
		if (at) {
			size_t size = strlen(at) + 1;

			at[size - 1] = '\n';
			status = print(at + sizeof("gangway:"), size - sizeof("gangway:"));
		}
		line = next;
	}
	return status;
}

static int show_counter(void)
{
	char line[TEXT_SIZE + 16], name[TEXT_SIZE], byte[2] = "";
	int status, len;

	(void)text_copy(name, sizeof(name), text); /* fits */
	status = counter_run(text, COUNTER_SHOW, byte);
	if (status != DONE)
		return status;
	len = text_format(line, sizeof(line), "%s: %s, booted\n", name, byte);
	return print(line, len);
}

static int show(void)
{
	int status = read_record(), reasons;
	const char *uuid;

	if (status == DONE) {
		uuid = split_slot();
		status = uuid ? slot_show(text, uuid) : show_counter();
	}
	reasons = print_reasons();
	return status == DONE ? reasons : status;
}

/* ---- the programs --------------------------------------------------------------------------- */

static int confirm_main(int argc, char **argv)
{
	int status;

	if (argc > 2)
		return complain(USAGE, "usage", "gangway-confirm [--status | DEVICE:FILE]");
	if (argc == 2 && text_equal(argv[1], "--status"))
		return show();
	if (argc == 2) {
		int err = text_copy(text, sizeof(text), argv[1]);

		return err ? complain_error(argv[1], err)
			   : counter_run(text, COUNTER_CONFIRM, NULL);
	}
	status = read_record();
	return status == DONE ? confirm() : status;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	int err;

	if (text_equal(slash ? slash + 1 : argv[0], "gangway-confirm"))
		return confirm_main(argc, argv);
	report_open(argc == 3 ? "gangway.slots" : "gangway.trial");
	if (argc == 3)
		return slot_count(argv[1], argv[2]);
	if (argc != 2)
		return complain(USAGE, "usage", "trial DEVICE:FILE | NAME UUID");
	err = text_copy(text, sizeof(text), argv[1]);
	return err ? complain_error(argv[1], err) : counter_run(text, COUNTER_COUNT, NULL);
}
