/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The end of step mount: /lib/gangway/mounts mounts the overlay of gangway.overlay=, and file systems below
 * the root, such as /usr.
 */
#ifndef INIT_ROOT_BELOW_H
#define INIT_ROOT_BELOW_H

struct boot;

/* Before the root is mounted: /lib/gangway/fsck checks it, if the image has that. 0, or -errno with a cause. */
int below_check(struct boot *b, const char *device);

/* `device`: the path of the root's; NULL: unknown. Returns 0, or -errno with a cause. */
int below_mount(struct boot *b, const char *device);

#endif
