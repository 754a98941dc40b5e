// SPDX-License-Identifier: GPL-2.0
/* mkinitrd: builds, lists or prepares an initrd with gangway's /init, and returns its exit status. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/mkinitrd/base/interrupt.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/build.h"
#include "tools/mkinitrd/host/host.h"
#include "tools/mkinitrd/list/listing.h"
#include "tools/mkinitrd/options/options.h"

enum { EXIT_NOT_TESTED = 3 };

static struct options options;

static int run(void)
{
	if (options.list) {
		interrupt_at_once();
		return listing_print(options.image);
	}
	if (options.capture)
		return host_capture(options.machine, options.capture);
	return build_image(&options);
}

/* Detects write errors of standard output, such as a full disk. */
static int flush_output(void)
{
	if (ferror(stdout) || fflush(stdout) != 0)
		return report_error("cannot write standard output: %m");
	return 0;
}

int main(int argc, char *argv[])
{
	enum options_result parsed;
	int result = 0;

	/* libarchive interprets file names by the locale */
	setlocale(LC_CTYPE, "");
	setvbuf(stdout, NULL, _IOLBF, 0);
	interrupt_init();
	atexit(build_clean_up);
	parsed = options_parse(argc, argv, &options);
	if (parsed == OPTIONS_RUN)
		result = run();
	/* an image that was written is no failure, even if the report could not be */
	if (result == 0 && (parsed == OPTIONS_DONE || options.list))
		result = flush_output();
	options_free(&options);
	build_clean_up();
	interrupt_end();
	if (parsed == OPTIONS_USAGE)
		return 2;
	if (result > 0)
		return EXIT_NOT_TESTED;
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
