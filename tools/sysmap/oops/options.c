// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/oops/options.h"

#include <getopt.h>
#include <stddef.h>

#include "tools/sysmap/args.h"

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

static int take_option(struct oops_options *o, int option)
{
	switch (option) {
	case OPT_MAP:
		o->map = optarg;
		return 0;
	case OPT_OFFSET:
		o->has_offset = true;
		return args_read_offset(optarg, &o->offset) ? OPTIONS_USAGE : 0;
	case OPT_MODULES:
		return modsource_add(&o->modules, optarg) ? OPTIONS_ERROR : 0;
	case OPT_ADDRESSES:
		o->addresses = true;
		return 0;
	case OPT_FOLLOW:
		o->follow = true;
		return 0;
	case OPT_SYSLOG:
		o->syslog = true;
		return 0;
	default:
		return OPTIONS_USAGE;
	}
}

int options_take(struct oops_options *o, char **args)
{
	int count = 1, option;

	while (args[count - 1])
		count++;
	optind = 0; /* resets GNU getopt */
	opterr = 0;
	while ((option = getopt_long(count, args - 1, "+", long_options, NULL)) >= 0) {
		int err = take_option(o, option);

		if (err)
			return err;
	}
	if (o->follow ? optind != count : o->syslog)
		return OPTIONS_USAGE;
	return optind - 1;
}
