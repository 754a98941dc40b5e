/* SPDX-License-Identifier: GPL-2.0 */
/* The symbols that a kernel's build omits from System.map: the filter of its scripts/mksysmap. */
#ifndef TOOLS_SYSMAP_MKSYSMAP_H
#define TOOLS_SYSMAP_MKSYSMAP_H

#include <stdbool.h>

struct mksysmap_filter;

/* The filter of a release, 0x601 for 6.1; the newest one for 0. */
const struct mksysmap_filter *mksysmap_filter(unsigned release);
bool mksysmap_omits(const struct mksysmap_filter *filter, const char *name);

#endif
