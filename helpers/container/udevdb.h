/* SPDX-License-Identifier: GPL-2.0 */
/* Records for the udev of the real system. */
#ifndef HELPERS_CONTAINER_UDEVDB_H
#define HELPERS_CONTAINER_UDEVDB_H

/*
 * Writes a record in udev's database, and a link in /dev/mapper, for each device-mapper device that
 * exists. Errors are ignored: the root can be mounted without them.
 */
void udevdb_write(void);

#endif
