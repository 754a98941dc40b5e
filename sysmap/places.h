/* SPDX-License-Identifier: GPL-2.0 */
/* The places where tools look for System.map, and whether they can be looked at yet. */
#ifndef SYSMAP_PLACES_H
#define SYSMAP_PLACES_H

#include <stdbool.h>

#include "sysmap/stamp.h"

enum { PLACES = 5 };

struct place {
	char path[STAMP_PATH];  /* without the folder `root` */
	char link[STAMP_PATH];  /* what a link says; "" for a file */
	const struct place *of; /* the place that a link leads to */
};

/* The places of a kernel, in the order in which they are served: files, then links. */
unsigned places_list(const char *release, struct place *ret_places);

/* Whether the folder that a place lies in is there; without it, it is no place. */
bool places_has_folder(const char *root, const struct place *place);

/* Whether something is still to be mounted where a place lies, as the fstab says. */
bool places_is_unmounted(const char *root, const struct place *place);

/*
 * The kernel that a link leads to, if it is a link that places_list() would make for some kernel;
 * -EINVAL: it is not.
 */
int places_link_release(const struct place *place, const char *release, const char *link,
			char *ret_release, size_t size);

#endif
