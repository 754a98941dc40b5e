// SPDX-License-Identifier: GPL-2.0
/* /init as the kernel's modprobe: its arguments, and its exit status. */
#include "init/modprobe.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "drivers-load/loader.h"
#include "host-tests/tap.h"
#include "init/base/log.h"
#include "init/boot/drivers.h"
#include "init/config/config.h"
#include "init/config/sources.h"
#include "lib/text.h"

enum { WORDS = 5 };

static const char *requested;
static int request_error, run_error, runs, opened;
static bool log_is_open;
static char said[256];

int sources_read(struct config *c)
{
	c->option_count = 7;
	return -EIO; /* the module is loaded nevertheless */
}

int drivers_open(struct loader *l, const struct config *c)
{
	(void)l;
	opened += c->option_count == 7;
	return -ENOENT;
}

int loader_request(struct loader *l, const char *name)
{
	(void)l;
	requested = opened ? name : "a request before drivers_open()";
	return request_error;
}

int loader_run(struct loader *l)
{
	(void)l;
	runs++;
	return run_error;
}

void log_open(bool console)
{
	log_is_open = !console;
}

void log_close(void)
{
	log_is_open = false;
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (log_is_open)
		vsnprintf(said, sizeof(said), format, args);
	va_end(args);
}

static const struct {
	const char *words[WORDS];
	int request, run; /* their results */
	int status;
	const char *requested; /* NULL: nothing */
	const char *said;
} cases[] = {
	{{"ext4"}, 0, 0, 0, "ext4", ""},
	{{"-q", "--", "fs-ext3"}, 0, 0, 0, "fs-ext3", ""},
	{{"--quiet", "ext4"}, 0, 0, 0, "ext4", ""},
	{{"-s", "ext4"}, 0, 0, 0, "ext4", ""},
	{{"--syslog", "ext4"}, 0, 0, 0, "ext4", ""},
	{{"--", "-s"}, 0, 0, 0, "-s", ""},
	{{"-s", "nix"}, -ENOENT, 0, 1, "nix", "modprobe nix: No such file or directory"},
	{{"sd_mod"}, 0, -EIO, 1, "sd_mod", "modprobe sd_mod: Input/output error"},
	{{"-q", "nix"}, -ENOENT, 0, 1, "nix", ""},
	{{"--quiet", "nix"}, -ENOENT, 0, 1, "nix", ""},
	{{NULL}, 0, 0, 1, NULL, "modprobe : expected one module"},
	{{"-s"}, 0, 0, 1, NULL, "modprobe : expected one module"},
	{{"--"}, 0, 0, 1, NULL, "modprobe : expected one module"},
	{{"ext4", "xfs"}, 0, 0, 1, NULL, "modprobe : expected one module"},
	{{"-q", "ext4", "xfs"}, 0, 0, 1, NULL, ""},
	{{"-r", "ext4"},
	 0,
	 0,
	 1,
	 NULL,
	 "modprobe -r: unknown option; expected -q, -s and a module"},
	{{"-q", "-r", "ext4"}, 0, 0, 1, NULL, ""},
};

int main(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *argv[WORDS + 2] = {(char *)"/sbin/modprobe"}, line[64] = "modprobe";
		int argc = 1, status;

		for (; cases[i].words[argc - 1]; argc++) {
			argv[argc] = (char *)cases[i].words[argc - 1];
			snprintf(line + strlen(line), sizeof(line) - strlen(line), " %s",
				 argv[argc]);
		}
		requested = NULL;
		said[0] = '\0';
		runs = opened = 0;
		request_error = cases[i].request;
		run_error = cases[i].run;
		status = modprobe_main(argc, argv);
		tap_num(status, cases[i].status, "%s: exit status %d", line, cases[i].status);
		tap_str(requested, cases[i].requested, "%s: requests %s", line,
			cases[i].requested ? cases[i].requested : "nothing");
		tap_str(said, cases[i].said, "%s: logs \"%s\"", line, cases[i].said);
		tap_num(runs, requested && !request_error, "%s: modules are loaded if requested",
			line);
		tap_ok(!log_is_open, "%s: the log's settings are restored", line);
	}
	return tap_done();
}
