/* SPDX-License-Identifier: GPL-2.0 */
/* The image's /etc/gangway.conf. */
#ifndef TOOLS_MKINITRD_CONFIG_H
#define TOOLS_MKINITRD_CONFIG_H

#include "tools/mkinitrd/modules/modules.h"
#include "tools/mkinitrd/options.h"

/*
 * Chooses what the parameters of --config's file need: the modules that it lists, and efivarfs, by
 * which root=gpt-auto finds its disk.
 */
int config_choose(const struct options *options, struct modules *modules);
/* One that has /init load `modules`, the names asked for, and then --config's file as it is. */
int config_add(const struct options *options, const struct list *modules, struct tree *tree);

#endif
