/* SPDX-License-Identifier: GPL-2.0 */
/* A hibernated system, which must not be resumed when its root has been mounted by another one. */
#ifndef INIT_HIBERNATION_H
#define INIT_HIBERNATION_H

struct boot;

/* Logs an error for each hibernated system on the devices that have appeared: before the mount. */
void hibernation_warn(struct boot *b);

#endif
