/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks the configuration and the command line of an image with /init's own parsers, and against
 * the content of the image. Mistakes in the configuration, and a permanent root without an init,
 * are errors. Everything else is a warning, since the command line, the disks and additional
 * archives may differ at boot.
 */
#ifndef TOOLS_MKINITRD_VERIFY_H
#define TOOLS_MKINITRD_VERIFY_H

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options/options.h"
#include "tools/mkinitrd/tree/tree.h"

/* `modules` is NULL for an image without modules. -1: an error, which was printed. */
int verify_image(const struct options *options, const struct modules *modules,
		 const struct tree *tree);

#endif
