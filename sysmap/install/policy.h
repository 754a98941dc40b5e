/* SPDX-License-Identifier: GPL-2.0 */
/* What an installation is given: the policy, and memory to work in. */
#ifndef SYSMAP_INSTALL_POLICY_H
#define SYSMAP_INSTALL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "sysmap/install/manifest.h"
#include "sysmap/install/mappaths.h"
#include "sysmap/running/match.h"
#include "sysmap/running/rebuild.h"

/* Logs an event: `path`, without the root, and what was done or found there. */
typedef void install_log_fn(void *context, const char *path, const char *what);

struct install_policy {
	const char *root;    /* directory of the system to install in; "" for / */
	const char *machine; /* source of kernel data: sysmap/machine.h */
	const char *release;
	bool all;                              /* install the links too */
	uint32_t mode;                         /* of new files: 0600 unless configured */
	int image_map;                         /* map in the image, open for reading, or -1 */
	const struct manifest *image_manifest; /* its manifest, or NULL */
	/*
	 * How long to wait, in microseconds, for read-only file systems and fstab entries that are
	 * not mounted; no file is open for writing meanwhile. 0: do not wait.
	 */
	int64_t timeout;
	install_log_fn *log;
	void *context;
};

/* Workspace, zero-initialized; about 135 KiB, touched only by the installing process. */
struct install_workspace {
	struct match_workspace match;
	struct rebuild_workspace rebuild;
	struct manifest manifest;
	struct manifest other; /* of another kernel whose link is at a path */
	struct map_path maps[MAP_PATHS];
	unsigned count;
	char id[BUILDID_SIZE]; /* build ID of the running kernel; "": none */
};

#endif
