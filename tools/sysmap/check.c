// SPDX-License-Identifier: GPL-2.0
/* sysmap check [--text] [FILE]: is this the running kernel's map? */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/sys.h"
#include "sysmap/running/match.h"
#include "tools/sysmap/args.h"
#include "tools/sysmap/commands.h"
#include "tools/sysmap/mapfile.h"
#include "tools/sysmap/message.h"

static struct match_workspace workspace;

/* For an invalid map, also prints the reader's error. */
static void print_result(const char *path, const struct match *match)
{
	printf("%s: %s: %s", path, match_result_text(match->result),
	       match_reason_text(match->reason));
	if (match->reason == MATCH_FAULTY)
		printf(", line %llu: %s", (unsigned long long)match->line,
		       map_fault_text(match->fault));
	putchar('\n');
}

/* --text accepts a map that has only text symbols. */
static int check(const char *path, int fd, bool text)
{
	static const int status[] = {
		[MATCH_YES] = EXIT_YES, [MATCH_NO] = EXIT_NO, [MATCH_UNKNOWN] = EXIT_UNKNOWN};
	struct match match;
	int err = match_running("", fd, &workspace, &match);

	if (err) {
		message_errno(path, err);
		return EXIT_UNKNOWN;
	}
	if (text && match.reason == MATCH_TEXT_MAP)
		match.result = MATCH_YES;
	print_result(path, &match);
	return status[match.result];
}

static int check_file(const char *path, bool text)
{
	int fd = mapfile_open(path);
	int status;

	if (fd < 0) {
		message_fault();
		return EXIT_UNKNOWN;
	}
	status = check(path, fd, text);
	sys_close(fd);
	return status;
}

/* Without FILE: the first map that exists at the paths that gangway uses. */
int command_check(char **args)
{
	static const char *const formats[] = {"/boot/System.map-%s", "/lib/modules/%s/System.map"};
	struct utsname name;
	bool text = args_take_text(&args);
	char path[256];

	if (args[0])
		return args[1] ? EXIT_USAGE : check_file(args[0], text);
	uname(&name);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct sys_stat st;

		snprintf(path, sizeof(path), formats[i], name.release);
		if (sys_stat(SYS_CWD, path, 0, &st) == 0)
			return check_file(path, text);
	}
	message("no System.map of %s in /boot or /lib/modules; specify one, or generate one with sysmap from-kernel",
		name.release);
	return EXIT_NO;
}
