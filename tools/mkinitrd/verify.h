/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What /init will make of an image: its configuration and the command line that will be used, read
 * by /init's own parsers, against what the image contains. What /init would not understand in its
 * configuration, and an image that stays without an init, are errors; everything else is a warning,
 * since another command line, disk or archive may be there at boot.
 */
#ifndef MKINITRD_VERIFY_H
#define MKINITRD_VERIFY_H

#include "tools/mkinitrd/image/tree.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options.h"

/* `modules` is NULL for an image without any. -1: it is an error, which is printed. */
int verify_image(const struct options *options, const struct modules *modules,
		 const struct tree *tree);

/* Takes the parameters of a gangway.conf, and prints nothing. */
struct config;
void verify_read(const char *text, size_t len, struct config *ret_config);

#endif
