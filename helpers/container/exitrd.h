/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /run/initramfs, which systemd makes the root at shutdown if it contains an executable file
 * `shutdown`. It is only needed if the root is on devices that must be stopped.
 */
#ifndef HELPERS_CONTAINER_EXITRD_H
#define HELPERS_CONTAINER_EXITRD_H

/* In it: where the disk of a root that is a file is mounted. The program `shutdown` unmounts it. */
#define EXITRD_HOST "/gangway-host"

/* Copies the image's /lib/gangway/shutdown there, once. */
void exitrd_prepare(void);

#endif
