/* SPDX-License-Identifier: GPL-2.0 */
/* What to try after a root has failed: another device of its name, or the next candidate. */
#ifndef INIT_ROOT_NEXTROOT_H
#define INIT_ROOT_NEXTROOT_H

#include <stdbool.h>

struct boot;

/*
 * The root has failed because of b->cause. Returns whether there is another to try; then nothing of
 * this one is still mounted. A root that the user has mounted is never given up.
 */
bool nextroot_take(struct boot *b);
/*
 * After a rescue shell: starts again with the first candidate, unless a root is mounted, which is
 * then tried again. Returns whether the root must be found again.
 */
bool nextroot_restart(struct boot *b);

#endif
