/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Paths of modules as in modules.dep, relative to /lib/modules/RELEASE:
 *
 *	kernel/fs/ext4/ext4.ko.xz
 *	updates/dkms/nic.ko
 */
#ifndef DRIVERS_LOAD_MODPATH_H
#define DRIVERS_LOAD_MODPATH_H

#include <stdbool.h>
#include <stddef.h>

#include "drivers-load/graph.h"

/* The name of the module, with '_'; the path has `len` characters. -ENAMETOOLONG: no module's. */
int modpath_name(const char *path, size_t len, char name[MODULE_NAME_SIZE]);
/* Whether the module is a driver, by its directory; the path may be followed by other text. */
bool modpath_is_driver(const char *path);

#endif
