/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The end of step mount: /lib/gangway/mounts mounts the overlay of gangway.overlay=, and file systems below
 * the root, such as /usr.
 */
#ifndef INIT_ROOT_BELOW_H
#define INIT_ROOT_BELOW_H

struct boot;

/* Checks the root before it is mounted, if the image has /lib/gangway/fsck. 0, or -errno with a cause. */
int below_check(struct boot *b, const char *device);

/* `device`: the path of the root's device; NULL: unknown. Returns 0, or -errno with a cause. */
int below_mount(struct boot *b, const char *device);

#endif
