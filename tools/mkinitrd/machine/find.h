/* SPDX-License-Identifier: GPL-2.0 */
/* Finds devices by name. */
#ifndef TOOLS_MKINITRD_MACHINE_FIND_H
#define TOOLS_MKINITRD_MACHINE_FIND_H

#include "fs/rootspec.h"
#include "tools/mkinitrd/machine/files.h"

/*
 * Finds a device by a name as in root= or fstab(5). `ret_device`, of PATH_MAX bytes, is its path in
 * /sys/devices without links; false: not found.
 */
bool find_device(const struct host *host, const char *name, char *ret_device);

/* The same for the parsed form of root=. The device of gpt-auto is not found. */
bool find_root(const struct host *host, const struct rootspec *spec, char *ret_device);

#endif
