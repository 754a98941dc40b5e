/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Device nodes for a kernel without devtmpfs, made of what /sys contains. The kernel makes those
 * that it needs itself in the same way (create_dev, init/do_mounts.h, 6.1).
 */
#ifndef INIT_NODES_H
#define INIT_NODES_H

#include "drivers-load/uevent.h"

/* Makes a node for every device of /sys/dev that has none. */
void nodes_scan(void);
/* Makes or removes the node of a device that is announced. */
void nodes_event(const struct uevent *event);

#endif
