/* SPDX-License-Identifier: GPL-2.0 */
/* The image's mdadm.conf(5). */
#ifndef TOOLS_MKINITRD_WITH_MDADM_H
#define TOOLS_MKINITRD_WITH_MDADM_H

#include "tools/mkinitrd/base/rootdir.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Adds the root's mdadm.conf, with data that mdadm cannot find in an initrd: the host name, and the
 * active arrays with their current names. `arrays` are rows of mdadm's map, `host_name` is the
 * machine's; NULL: those of the root.
 */
int mdadm_add(struct tree *tree, const struct root *root, const char *arrays,
	      const char *host_name);

#endif
