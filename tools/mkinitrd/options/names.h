/* SPDX-License-Identifier: GPL-2.0 */
/* The options of the command line, for getopt_long(3). */
#ifndef TOOLS_MKINITRD_OPTIONS_NAMES_H
#define TOOLS_MKINITRD_OPTIONS_NAMES_H

#include <getopt.h>

enum {
	OPT_ROOTDIR = 256,
	OPT_MODULEROOT,
	OPT_STAY,
	OPT_GENERIC,
	OPT_LEARN,
	OPT_NO_HINTS,
	OPT_NO_MICROCODE,
	OPT_NO_FOLLOW,
	OPT_HOST,
	OPT_MACHINE,
	OPT_CAPTURE,
	OPT_MODULES,
	OPT_ADD,
	OPT_WITH,
	OPT_ROOT_IMAGE,
	OPT_CONFIG,
	OPT_BUSYBOX,
	OPT_SYSTEM_MAP,
	OPT_COMPRESS,
	OPT_COMPRESSED_MODULES,
	OPT_FORMAT,
	OPT_TEST,
	OPT_INIT,
	OPT_OWNERS,
	OPT_LIST,
	OPT_HELP,
	OPT_VERSION,
};

extern const struct option long_options[];

/* The long name of an option. */
const char *names_long(int option);

#endif
