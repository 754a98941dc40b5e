/* SPDX-License-Identifier: GPL-2.0 */
/* The places where tools look for System.map. */
#ifndef SYSMAP_PLACES_H
#define SYSMAP_PLACES_H

#include "sysmap/stamp.h"

enum { PLACES = 5 };

struct place {
	char path[STAMP_PATH];  /* without the folder `root` */
	char link[STAMP_PATH];  /* what a link says; "" for a file */
	const struct place *of; /* the place that a link leads to */
};

/* The places of a kernel, in the order in which they are served: files, then links. */
unsigned places_list(const char *release, struct place *ret_places);

/*
 * The kernel that a link leads to, if it is a link that places_list() would make for some kernel;
 * -EINVAL: it is not.
 */
int places_link_release(const struct place *place, const char *release, const char *link,
			char *ret_release, size_t size);

#endif
