/* SPDX-License-Identifier: GPL-2.0 */
/* The options of sysmap oops. */
#ifndef TOOLS_SYSMAP_OOPS_OPTIONS_H
#define TOOLS_SYSMAP_OOPS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/sysmap/modules/modsource.h"

struct oops_options {
	const char *map; /* NULL: those of the system */
	bool has_offset, addresses, follow, syslog;
	uint64_t offset;
	struct modsource modules;
};

enum { OPTIONS_USAGE = -1, OPTIONS_ERROR = -2 };

/*
 * `args` follow the command's name, which precedes them in memory. Returns the number of arguments
 * that are options; OPTIONS_USAGE: they are invalid; OPTIONS_ERROR: a file cannot be read, which is
 * reported.
 */
int options_take(struct oops_options *o, char **args);

#endif
