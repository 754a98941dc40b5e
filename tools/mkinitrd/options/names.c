// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/options/names.h"

#include <stddef.h>

const struct option long_options[] = {
	{"force", no_argument, NULL, 'f'},
	{"verbose", no_argument, NULL, 'v'},
	{"quiet", no_argument, NULL, 'q'},
	{"rootdir", required_argument, NULL, OPT_ROOTDIR},
	{"moduleroot", required_argument, NULL, OPT_MODULEROOT},
	{"stay", no_argument, NULL, OPT_STAY},
	{"generic", no_argument, NULL, OPT_GENERIC},
	{"learn", required_argument, NULL, OPT_LEARN},
	{"no-hints", no_argument, NULL, OPT_NO_HINTS},
	{"no-microcode", no_argument, NULL, OPT_NO_MICROCODE},
	{"no-follow", no_argument, NULL, OPT_NO_FOLLOW},
	{"host", no_argument, NULL, OPT_HOST},
	{"machine", required_argument, NULL, OPT_MACHINE},
	{"capture", required_argument, NULL, OPT_CAPTURE},
	{"modules", required_argument, NULL, OPT_MODULES},
	{"add", required_argument, NULL, OPT_ADD},
	{"with", required_argument, NULL, OPT_WITH},
	{"root-image", required_argument, NULL, OPT_ROOT_IMAGE},
	{"config", required_argument, NULL, OPT_CONFIG},
	{"busybox", required_argument, NULL, OPT_BUSYBOX},
	{"system-map", required_argument, NULL, OPT_SYSTEM_MAP},
	{"compress", required_argument, NULL, OPT_COMPRESS},
	{"compressed-modules", required_argument, NULL, OPT_COMPRESSED_MODULES},
	{"format", required_argument, NULL, OPT_FORMAT},
	{"test", optional_argument, NULL, OPT_TEST},
	{"init", required_argument, NULL, OPT_INIT},
	{"owners", required_argument, NULL, OPT_OWNERS},
	{"list", no_argument, NULL, OPT_LIST},
	{"help", no_argument, NULL, OPT_HELP},
	{"version", no_argument, NULL, OPT_VERSION},
	{NULL, 0, NULL, 0},
};

const char *names_long(int option)
{
	const struct option *at = long_options;

	while (at->val != option)
		at++;
	return at->name;
}
