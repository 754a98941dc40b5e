/* SPDX-License-Identifier: GPL-2.0 */
/* The paths at which tools look for System.map. */
#ifndef SYSMAP_INSTALL_MAPPATHS_H
#define SYSMAP_INSTALL_MAPPATHS_H

#include "sysmap/install/manifest.h"

enum { MAP_PATHS = 5 };

struct map_path {
	char path[MANIFEST_PATH];  /* excludes the directory `root` */
	char link[MANIFEST_PATH];  /* target; "" for a file */
	const struct map_path *of; /* the path that the link points to */
};

/* Lists the paths for a kernel, in the order of installation: files, then links. */
unsigned mappaths_list(const char *release, struct map_path *ret_places);

/*
 * Writes the release in the target of a link; -EINVAL: not a target that mappaths_list() creates for
 * any kernel.
 */
int mappaths_link_release(const struct map_path *map, const char *release, const char *link,
			  char *ret_release, size_t size);

#endif
