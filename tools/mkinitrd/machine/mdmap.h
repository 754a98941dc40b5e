/* SPDX-License-Identifier: GPL-2.0 */
/* The active md arrays of a machine, and its host name for mdadm. */
#ifndef TOOLS_MKINITRD_MACHINE_MDMAP_H
#define TOOLS_MKINITRD_MACHINE_MDMAP_H

#include "tools/mkinitrd/machine/files.h"

/*
 * The rows of /run/mdadm/map, and rows for the other arrays in /sys: new memory. The map lacks
 * arrays that the kernel started itself, and an installer's chroot has no /run.
 */
char *mdmap_read(const struct host *host);
/* The host name: new memory, NULL if the machine has none. */
char *mdmap_host_name(const struct host *host);

#endif
