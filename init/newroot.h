/* SPDX-License-Identifier: GPL-2.0 */
/* The new root while it is still a directory of the old one, and the move into it and back. */
#ifndef INIT_NEWROOT_H
#define INIT_NEWROOT_H

struct boot;

/*
 * Finds the init of `root`, NEW_ROOT or "/": init= strictly, else the kernel's four candidates from
 * the first that can be executed. A child chroots into the new root for it, so that absolute links
 * and a merged /usr lead where they will lead later. 0, or -errno with a cause.
 */
int newroot_check_init(struct boot *b, const char *root);
/* The candidate that follows `init`; NULL at the end, or where init= was given. */
const char *newroot_next_init(const struct boot *b, const char *init);

/*
 * /dev, /proc, /sys and /run move along and the new root becomes /. On failure, which has a cause,
 * it is undone again.
 */
int newroot_enter(struct boot *b);
/* From the new root back to the old one, with the new one on NEW_ROOT again. */
int newroot_leave(struct boot *b);

#endif
