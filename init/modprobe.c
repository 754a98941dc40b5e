// SPDX-License-Identifier: GPL-2.0
#include "init/modprobe.h"

#include <errno.h>
#include <stdbool.h>

#include "drivers-load/loader.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"
#include "lib/text.h"

static struct loader loader;

static int load(const char *name)
{
	struct sys_uname kernel;
	int err = sys_uname(&kernel);

	if (!err)
		err = loader_open(&loader, "", kernel.release);
	if (!err)
		err = loader_want(&loader, name);
	return err ? err : loader_run(&loader);
}

/*
 * modprobe(8)'s words that the kernel and a rescue shell use: -q, -b, -s, -v change nothing here;
 * "--" ends them.
 */
int modprobe_main(int argc, char **argv)
{
	bool quiet = false;
	int at = 1, err;

	for (; at < argc && argv[at][0] == '-'; at++) {
		quiet = quiet || text_equal(argv[at], "-q");
		if (text_equal(argv[at], "--")) {
			at++;
			break;
		}
	}
	if (at >= argc)
		return 1;
	err = load(argv[at]);
	if (err && !quiet) {
		say_open();
		say_error("modprobe %s: %s", argv[at], error_text(err));
		say_close();
	}
	return err ? 1 : 0;
}
