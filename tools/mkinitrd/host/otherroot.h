/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Roots that the next boot may use: the device of root=, if / is on another one, and those of
 * gangway.fallback=.
 */
#ifndef TOOLS_MKINITRD_HOST_OTHERROOT_H
#define TOOLS_MKINITRD_HOST_OTHERROOT_H

#include "tools/mkinitrd/machine/walk.h"

/* rootcheck.h reports missing devices. */
int otherroot_walk(struct walk *walk);

#endif
