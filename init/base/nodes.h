/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes device nodes from /sys on a kernel without devtmpfs. The kernel makes the nodes that it
 * needs itself in the same way (create_dev, init/do_mounts.h, 6.1).
 */
#ifndef INIT_BASE_NODES_H
#define INIT_BASE_NODES_H

#include "drivers-load/devices/uevent.h"

/* Makes the missing nodes of the devices in /sys/dev. */
void nodes_scan(void);
/* Makes or removes the node of the device in a uevent. */
void nodes_event(const struct uevent *event);

#endif
