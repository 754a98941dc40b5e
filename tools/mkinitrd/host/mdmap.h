/* SPDX-License-Identifier: GPL-2.0 */
/* The arrays of md that a machine runs, and the name by which mdadm knows the machine. */
#ifndef TOOLS_MKINITRD_HOST_MDMAP_H
#define TOOLS_MKINITRD_HOST_MDMAP_H

#include "tools/mkinitrd/host/files.h"

/*
 * Rows of mdadm's map: those of /run/mdadm/map, and of what else runs by /sys: new memory. The
 * kernel starts arrays by itself too, and an installer's chroot has no /run.
 */
char *mdmap_read(const struct host *host);
/* New memory, NULL if the machine has none. */
char *mdmap_host_name(const struct host *host);

#endif
