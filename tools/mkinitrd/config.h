/* SPDX-License-Identifier: GPL-2.0 */
/* The image's /etc/gangway.conf. */
#ifndef MKINITRD_CONFIG_H
#define MKINITRD_CONFIG_H

#include "tools/mkinitrd/modules.h"
#include "tools/mkinitrd/options.h"

/* --config's file as it is, else one that has /init load `modules`, the names asked for. */
int config_add(const struct options *options, const struct list *modules, struct tree *tree);

#endif
