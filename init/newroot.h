/* SPDX-License-Identifier: GPL-2.0 */
/* The new root while it is still a directory of the old one; the switch into it and back. */
#ifndef INIT_NEWROOT_H
#define INIT_NEWROOT_H

struct boot;

/*
 * Finds the init of `root`, NEW_ROOT or "/": exactly init= if given, else the first of the kernel's
 * four candidates that can be executed. A child does so after chroot(2) into the new root, so that
 * absolute links and a merged /usr resolve as they will after the switch. Returns 0, or -errno with
 * a cause.
 */
int newroot_check_init(struct boot *b, const char *root);
/* The candidate after `init`; NULL at the end, or with init=. */
const char *newroot_next_init(const struct boot *b, const char *init);

/*
 * Moves /dev, /proc, /sys and /run into the new root and makes it /. A failure is undone; it has a
 * cause.
 */
int newroot_enter(struct boot *b);
/* Returns from the new root to the old one, and mounts the new one on NEW_ROOT again. */
int newroot_leave(struct boot *b);

#endif
