/* SPDX-License-Identifier: GPL-2.0 */
/* Which init a root has. A child finds out, since the root's disk may not respond. */
#ifndef INIT_SWITCH_ROOTINIT_H
#define INIT_SWITCH_ROOTINIT_H

struct boot;
struct config;

/*
 * Finds the init of `root`, NEW_ROOT or "/": exactly init= if given, else the first of the kernel's
 * four candidates that can be executed. A child does so after chroot(2) into the new root, so that
 * absolute links and a merged /usr resolve as they will after the switch. Returns 0, or -errno with
 * a cause.
 */
int rootinit_check(struct boot *b, const char *root);
/* The candidate after `init`; NULL at the end, or with init=. */
const char *rootinit_next(const struct config *c, const char *init);

#endif
