/* SPDX-License-Identifier: GPL-2.0 */
/* The machines for which the parts of an image are built. */
#ifndef TOOLS_MKINITRD_PROGRAMS_ELFMACHINE_H
#define TOOLS_MKINITRD_PROGRAMS_ELFMACHINE_H

#include "tools/mkinitrd/kernel/kconfig.h"
#include "tools/mkinitrd/tree/tree.h"

/*
 * Checks that the kernel (by its modules or its configuration) can run /init and every program in a
 * directory of the PATH. -1, reported: it cannot.
 */
int elfmachine_check(const struct tree *tree, const struct kconfig *kernel);

#endif
