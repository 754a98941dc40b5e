/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices that the next boot may use: that of root=, if / is on another one, and those of
 * gangway.fallback=, gangway.trial=, mount.usr= and gangway.overlay=.
 */
#ifndef TOOLS_MKINITRD_HOST_OTHERROOT_H
#define TOOLS_MKINITRD_HOST_OTHERROOT_H

#include "tools/mkinitrd/machine/walk.h"

/* rootcheck.h reports missing devices. */
int otherroot_walk(struct walk *walk);

#endif
