/* SPDX-License-Identifier: GPL-2.0 */
/* --generic: every driver that the root of some machine may need. */
#ifndef TOOLS_MKINITRD_GENERIC_GENERIC_H
#define TOOLS_MKINITRD_GENERIC_GENERIC_H

#include "tools/mkinitrd/modules/modules.h"

/*
 * Chooses the modules. /init loads none of them by name; it loads the drivers of the devices that
 * it finds.
 */
int generic_choose(struct modules *modules);
/* Chooses drivers of keyboards and of their buses, by the modules' directories. */
int generic_choose_keyboards(struct modules *modules);

#endif
