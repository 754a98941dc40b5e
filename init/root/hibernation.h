/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Warns of a hibernated system: it must not be resumed after another system has mounted its root.
 */
#ifndef INIT_ROOT_HIBERNATION_H
#define INIT_ROOT_HIBERNATION_H

struct boot;

/*
 * Logs an error for each hibernated system on the devices that have appeared. Call it before the
 * mount.
 */
void hibernation_warn(struct boot *b);

#endif
