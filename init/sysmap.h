/* SPDX-License-Identifier: GPL-2.0 */
/* The helper that installs System.map in the real root. */
#ifndef INIT_SYSMAP_H
#define INIT_SYSMAP_H

struct boot;

/* Until it needs nothing of the old root any more, or has ended. For the cleanup process alone. */
void sysmap_wait_opened(const struct boot *b);
/* Ends it: the exec has failed, and the root that it works on is left. */
void sysmap_stop(struct boot *b);

#endif
