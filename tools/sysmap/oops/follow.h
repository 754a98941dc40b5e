/* SPDX-License-Identifier: GPL-2.0 */
/* sysmap oops --follow: translates the running kernel's log as it is written, as klogd did. */
#ifndef TOOLS_SYSMAP_OOPS_FOLLOW_H
#define TOOLS_SYSMAP_OOPS_FOLLOW_H

#include "tools/sysmap/oops/maps.h"
#include "tools/sysmap/oops/options.h"

/* Returns the exit status. */
int follow_kernel(struct oops_options *options, const struct maps *maps);

#endif
