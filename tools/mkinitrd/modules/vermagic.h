/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vermagic of modules: the release that they were built for, and flags of the kernel's
 * configuration.
 */
#ifndef TOOLS_MKINITRD_MODULES_VERMAGIC_H
#define TOOLS_MKINITRD_MODULES_VERMAGIC_H

#include "tools/mkinitrd/modules/modset.h"
#include "tools/mkinitrd/symbols/modsymbols.h"

/*
 * -1, reported, if the kernel would refuse one of modules->files because of its vermagic; `symbols`
 * are those of these files. `can_compare`: versions of the kernel's symbols are known.
 */
int vermagic_check(const struct modules *modules, const struct modsymbols *symbols,
		   bool can_compare);

#endif
