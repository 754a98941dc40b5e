/* SPDX-License-Identifier: GPL-2.0 */
/* --generic: every driver that some machine's root may need. */
#ifndef TOOLS_MKINITRD_MODULES_GENERIC_H
#define TOOLS_MKINITRD_MODULES_GENERIC_H

#include "tools/mkinitrd/modules/modules.h"

/* Chooses them. /init is to load none by name: it finds what the machine has. */
int generic_choose(struct modules *modules);
/* Of those, keyboards and what they hang on, by the directories of the kernel. */
int generic_choose_keyboards(struct modules *modules);

#endif
