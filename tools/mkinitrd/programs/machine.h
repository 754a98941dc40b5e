/* SPDX-License-Identifier: GPL-2.0 */
/* The machines that the parts of an image are for. */
#ifndef TOOLS_MKINITRD_PROGRAMS_MACHINE_H
#define TOOLS_MKINITRD_PROGRAMS_MACHINE_H

#include "tools/mkinitrd/image/tree.h"
#include "tools/mkinitrd/kernel/kconfig.h"

/*
 * The kernel (its modules, or its configuration) must be able to run /init, and every program in
 * a directory of programs. -1 (reported, with both named): it cannot.
 */
int machine_check(const struct tree *tree, const struct kconfig *kernel);

#endif
