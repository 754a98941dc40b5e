/* SPDX-License-Identifier: GPL-2.0 */
/* The paths at which tools look for System.map. */
#ifndef SYSMAP_PLACES_H
#define SYSMAP_PLACES_H

#include "sysmap/stamp.h"

enum { PLACES = 5 };

struct place {
	char path[STAMP_PATH];  /* excludes the directory `root` */
	char link[STAMP_PATH];  /* target; "" for a file */
	const struct place *of; /* the path that the link points to */
};

/* Lists the paths for a kernel, in the order of installation: files, then links. */
unsigned places_list(const char *release, struct place *ret_places);

/*
 * Writes the release in the target of a link; -EINVAL: not a target that places_list() creates for
 * any kernel.
 */
int places_link_release(const struct place *place, const char *release, const char *link,
			char *ret_release, size_t size);

#endif
