/* SPDX-License-Identifier: GPL-2.0 */
/* The child that looks after the real root's System.map. */
#ifndef INIT_SYSMAP_H
#define INIT_SYSMAP_H

struct boot;

/* Ends it: the exec has failed, and the root that it works on is left. */
void sysmap_stop(struct boot *b);

#endif
