/* SPDX-License-Identifier: GPL-2.0 */
/* Selects the map of the kernel that wrote a log. */
#ifndef TOOLS_SYSMAP_OOPS_MAPCHOICE_H
#define TOOLS_SYSMAP_OOPS_MAPCHOICE_H

#include "tools/sysmap/log/survey.h"
#include "tools/sysmap/oops/mapmatch.h"
#include "tools/sysmap/oops/maps.h"
#include "tools/sysmap/oops/symtab.h"

/*
 * The map with which the frames and addresses in the log agree; if several do, that of the release
 * in the log. A log without frames does not verify a map: then a single map is used, or that of the
 * release.
 *
 * Reports which of several maps is used, why maps are rejected, with the frames that differ, and
 * that a map is not verified. -1: none, which is reported.
 */
int mapchoice_make(const struct maps *maps, const struct survey_boot *boot, struct symtab *ret_map,
		   struct mapmatch *ret_match);

#endif
