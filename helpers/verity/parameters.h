/* SPDX-License-Identifier: GPL-2.0 */
/* roothash= and systemd.verity_root_*=, as /init passes them; or usrhash= and systemd.verity_usr_*=. */
#ifndef HELPERS_VERITY_PARAMETERS_H
#define HELPERS_VERITY_PARAMETERS_H

#include "fs/rootspec.h"
#include "fs/verity/roothash.h"
#include "helpers/mounts/report.h"

/* What is verified: "root" or "usr", also in the device mapper. */
extern const char *verity_name;

/* Reports why roothash= or usrhash= cannot be used. Returns 1, the exit status. */
#define fail(format, ...) report(REPORT_CAUSE, "%shash=: " format, verity_name, ##__VA_ARGS__)

enum verity_role { VERITY_DATA, VERITY_TREE };

struct verity_parameters {
	const char *root_hash;
	struct verity_options options;
	/* the devices: as they were given, or by the root hash; and parsed */
	const char *names[2];
	struct rootspec specs[2];
};

/* Reads names and values in turn, up to NULL; the first of a name counts. Returns 0, or 1 with a cause. */
int parameters_read(char **pairs, struct verity_parameters *ret_parameters);

#endif
