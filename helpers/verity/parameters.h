/* SPDX-License-Identifier: GPL-2.0 */
/* roothash= and systemd.verity_root_*=, as /init passes them. */
#ifndef HELPERS_VERITY_PARAMETERS_H
#define HELPERS_VERITY_PARAMETERS_H

#include "fs/rootspec.h"
#include "fs/verity/roothash.h"

enum verity_role { VERITY_DATA, VERITY_TREE };

struct verity_parameters {
	const char *root_hash;
	struct verity_options options;
	/* the devices: as they were given, or by the root hash; and parsed */
	const char *names[2];
	struct rootspec specs[2];
};

/* Reads names and values in turn, up to NULL. Returns 0, or the exit status after a report. */
int parameters_read(char **pairs, struct verity_parameters *ret_parameters);

#endif
