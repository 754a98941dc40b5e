// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/options.h"

#include <getopt.h>
#include <stddef.h>

#include "tools/sysmap/args.h"
#include "tools/sysmap/message.h"

enum { OPT_MAP = 256, OPT_OFFSET, OPT_MODULES, OPT_ADDRESSES, OPT_FOLLOW, OPT_SYSLOG };

static const struct option long_options[] = {
	{"map", required_argument, NULL, OPT_MAP},
	{"offset", required_argument, NULL, OPT_OFFSET},
	{"modules", required_argument, NULL, OPT_MODULES},
	{"addresses", no_argument, NULL, OPT_ADDRESSES},
	{"follow", no_argument, NULL, OPT_FOLLOW},
	{"syslog", no_argument, NULL, OPT_SYSLOG},
	{0},
};

static int take_option(void *context, int option)
{
	struct oops_options *o = context;

	switch (option) {
	case OPT_MAP:
		o->map = optarg;
		return EXIT_YES;
	case OPT_OFFSET:
		o->has_offset = true;
		return args_read_offset(optarg, &o->offset) ? EXIT_USAGE : EXIT_YES;
	case OPT_MODULES:
		return modsource_add(&o->modules, optarg) ? EXIT_UNKNOWN : EXIT_YES;
	case OPT_ADDRESSES:
		o->addresses = true;
		return EXIT_YES;
	case OPT_FOLLOW:
		o->follow = true;
		return EXIT_YES;
	case OPT_SYSLOG:
		o->syslog = true;
		return EXIT_YES;
	default:
		return EXIT_USAGE;
	}
}

int options_take(struct oops_options *o, char ***args)
{
	int status = args_take_options(args, long_options, take_option, o);

	if (status == EXIT_YES && (o->follow ? **args != NULL : o->syslog))
		return EXIT_USAGE;
	return status;
}
