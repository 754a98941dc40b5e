// SPDX-License-Identifier: GPL-2.0
#include "init/modprobe.h"

#include <errno.h>
#include <stdbool.h>

#include "drivers-load/loader.h"
#include "init/base/log.h"
#include "init/boot/drivers.h"
#include "init/config/config.h"
#include "init/config/sources.h"
#include "lib/error.h"
#include "lib/text.h"

static struct loader loader;
static struct config config;

/* The options and the blacklist of the command line apply to the kernel's requests too. */
static int load(const char *name)
{
	int err;

	(void)sources_read(&config);          /* on failure there are no options */
	(void)drivers_open(&loader, &config); /* what could be read is used */
	err = loader_request(&loader, name);
	return err ? err : loader_run(&loader);
}

/* The options of modprobe(8) that request only the default behaviour. */
static bool is_understood(const char *option)
{
	static const char *const understood[] = {"-q", "--quiet", "-s", "--syslog", "--"};

	for (unsigned i = 0; i < sizeof(understood) / sizeof(understood[0]); i++)
		if (text_equal(option, understood[i]))
			return true;
	return false;
}

static int fail(const char *name, const char *why, bool quiet)
{
	if (!quiet) {
		log_open(false);
		log_error("modprobe %s: %s", name, why);
		log_close();
	}
	return 1;
}

int modprobe_main(int argc, char **argv)
{
	bool quiet = false, more = true;
	int at = 1, err;

	for (; at < argc && more && argv[at][0] == '-'; at++) {
		if (!is_understood(argv[at]))
			return fail(argv[at], "unknown option; expected -q, -s and a module",
				    quiet);
		quiet = quiet || text_equal(argv[at], "-q") || text_equal(argv[at], "--quiet");
		more = !text_equal(argv[at], "--");
	}
	if (at + 1 != argc)
		return fail("", "expected one module", quiet);
	err = load(argv[at]);
	return err ? fail(argv[at], error_text(err), quiet) : 0;
}
