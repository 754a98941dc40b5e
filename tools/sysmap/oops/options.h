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

/* Takes the options off the arguments, as args_take_options(). */
int options_take(struct oops_options *o, char ***args);

#endif
