/* SPDX-License-Identifier: GPL-2.0 */
/* The maps of which one belongs to a boot's log: those that were named, or those of the system. */
#ifndef SYSMAP_TOOL_OOPS_MAPS_H
#define SYSMAP_TOOL_OOPS_MAPS_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/sysmap/oops/survey.h"

struct maps {
	char **paths;
	size_t count;
	bool named; /* by --map FILE: the only one, and its faults are reported */
};

/*
 * `path` is a map, a directory of maps, or NULL for /boot/System.map-* and
 * /lib/modules/RELEASE/System.map. -1: reported.
 */
int maps_find(struct maps *maps, const char *path);
void maps_free(struct maps *maps);

/*
 * The map that belongs to the boot, by the sizes of its frames: which it is (the others need not
 * be tried again), or -1. In words, on standard error, why: a map that does not belong is named
 * with a frame that differs. A log without frames is translated by a map that is the only one.
 */
long maps_choose(const struct maps *maps, const struct survey_boot *boot, struct symtab *ret_map);

#endif
