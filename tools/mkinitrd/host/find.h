/* SPDX-License-Identifier: GPL-2.0 */
/* Devices by the names that people give them. */
#ifndef TOOLS_MKINITRD_HOST_FIND_H
#define TOOLS_MKINITRD_HOST_FIND_H

#include "tools/mkinitrd/host/files.h"

/*
 * The device of a name as in root= or fstab(5), a path of /sys/devices without links, into
 * `ret_device` of PATH_MAX bytes; false: it cannot be told.
 */
bool find_device(const struct host *host, const char *name, char *ret_device);

#endif
