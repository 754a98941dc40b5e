/* SPDX-License-Identifier: GPL-2.0 */
/* The image's /etc/gangway.conf. */
#ifndef TOOLS_MKINITRD_GANGWAYCONF_H
#define TOOLS_MKINITRD_GANGWAYCONF_H

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options.h"

/*
 * Chooses the modules that the parameters of --config's file need: those in its gangway.modules=,
 * and efivarfs for root=gpt-auto.
 */
int gangwayconf_choose(const struct options *options, struct modules *modules);
/* Adds a configuration that lists `modules` in gangway.modules=, followed by --config's file. */
int gangwayconf_add(const struct options *options, const struct list *modules, struct tree *tree);

#endif
