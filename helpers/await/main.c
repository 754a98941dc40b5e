// SPDX-License-Identifier: GPL-2.0
/*
 * /lib/gangway/await of a permanent root: waits for a block device.
 *
 * 	await DEVICE [SECONDS]
 *
 * DEVICE has a form of root=, except gpt-auto and PARTNROFF: LABEL=data. When such a device
 * exists, its path and the type of its file system are printed: "/dev/sda1 ext4". Exit status: 0; 1
 * if it does not appear in time, with a message; 2 if the arguments are invalid.
 */
#include <errno.h>

#include "helpers/await/finder.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { SECONDS = 10, SECONDS_MAX = 86400, LINE_SIZE = 512 };

enum { FOUND = 0, NOT_FOUND = 1, USAGE = 2 };

static int complain(int status, const char *what, const char *why)
{
	char line[LINE_SIZE];
	int len = text_format(line, sizeof(line), "await: %s: %s\n", what, why);

	if (len > 0)
		(void)sys_write(2, line, len); /* there is no other channel */
	return status;
}

static int print(const struct found_device *found)
{
	char line[sizeof(*found) + 2];
	int len = text_format(line, sizeof(line), "%s %s\n", found->path, found->type);

	return sys_write(1, line, len) == len ? FOUND : NOT_FOUND;
}

int main(int argc, char **argv)
{
	uint64_t seconds = SECONDS;
	struct found_device found;
	struct rootspec spec;
	int err;

	if (argc < 2 || argc > 3)
		return complain(USAGE, "usage", "await DEVICE [SECONDS]");
	err = finder_parse(argv[1], &spec);
	if (err)
		return complain(USAGE, argv[1], error_text(err));
	if (argc == 3 && text_number(argv[2], 10, SECONDS_MAX, &seconds))
		return complain(USAGE, argv[2], "not a number of seconds");
	err = finder_wait(&spec, seconds, &found);
	return err ? complain(NOT_FOUND, argv[1], finder_error(err)) : print(&found);
}
