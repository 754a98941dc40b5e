/* SPDX-License-Identifier: GPL-2.0 */
/* What follows a root that has failed: another device of its name, or the next candidate. */
#ifndef INIT_NEXTROOT_H
#define INIT_NEXTROOT_H

#include <stdbool.h>

struct boot;

/*
 * The root has failed, as b->cause says. Whether there is another to be tried; nothing of this one
 * is left mounted then. A root that a person has mounted is never given up.
 */
bool nextroot_take(struct boot *b);
/*
 * After a rescue: from the first candidate again, unless a root is mounted, which is then tried
 * again. Whether the root is to be found anew.
 */
bool nextroot_restart(struct boot *b);

#endif
