/* SPDX-License-Identifier: GPL-2.0 */
/* The candidate maps for a log: given ones, or those of the system. */
#ifndef TOOLS_SYSMAP_OOPS_MAPS_H
#define TOOLS_SYSMAP_OOPS_MAPS_H

#include <stdbool.h>
#include <stddef.h>

struct maps {
	char **paths;
	size_t count;
	bool named; /* by --map FILE: the only one; its errors are reported */
};

/*
 * `path` is a map, a directory of maps, or NULL for /boot/System.map-* and
 * /lib/modules/RELEASE/System.map. -1: reported.
 */
int maps_find(struct maps *maps, const char *path);
void maps_free(struct maps *maps);

#endif
