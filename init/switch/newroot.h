/* SPDX-License-Identifier: GPL-2.0 */
/* The new root while it is still a directory of the old one; the switch into it and back. */
#ifndef INIT_SWITCH_NEWROOT_H
#define INIT_SWITCH_NEWROOT_H

struct boot;

/*
 * Moves /dev, /proc, /sys and /run into the new root and makes it /. A failure is undone; it has a
 * cause.
 */
int newroot_enter(struct boot *b);
/* Returns from the new root to the old one, and mounts the new one on NEW_ROOT again. */
int newroot_leave(struct boot *b);

#endif
