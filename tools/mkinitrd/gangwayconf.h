/* SPDX-License-Identifier: GPL-2.0 */
/* The image's /etc/gangway.conf. */
#ifndef TOOLS_MKINITRD_GANGWAYCONF_H
#define TOOLS_MKINITRD_GANGWAYCONF_H

#include "init/config/config.h"
#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options/options.h"

/*
 * Chooses the modules that the parameters of --config's file need: those in its gangway.modules=,
 * and efivarfs for root=gpt-auto.
 */
int gangwayconf_choose(const struct options *options, struct modules *modules);
/* The parameters of --config's file and of a command line, which may be NULL; -1: reported. */
int gangwayconf_read(const struct options *options, const char *line, struct config *ret_config);
/*
 * Adds a configuration that lists `modules` in gangway.modules= and has this resume= and gangway.image= (NULL:
 * none), followed by --config's file.
 */
int gangwayconf_add(const struct options *options, const struct list *modules, const char *resume,
		    const char *root_image, struct tree *tree);

#endif
