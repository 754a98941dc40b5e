/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /run/initramfs, which systemd makes the root at shutdown if it contains an executable file
 * `shutdown`. It is only needed if the root is on devices that must be stopped.
 */
#ifndef HELPERS_CONTAINER_EXITRD_H
#define HELPERS_CONTAINER_EXITRD_H

/* Copies the image's /lib/gangway/shutdown there, once. */
void exitrd_prepare(void);

#endif
