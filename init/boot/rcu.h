/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expedited RCU grace periods while gangway runs. Loading modules and probing devices wait for many
 * grace periods; the kernel expedites them until it starts /init (rcu_end_inkernel_boot(),
 * kernel/rcu/update.c, 6.1).
 */
#ifndef INIT_BOOT_RCU_H
#define INIT_BOOT_RCU_H

#include "init/config/config.h"

/*
 * Expedites grace periods, unless gangway.expedite=no, or if the command line forbids expediting
 * or isolates processors: an expedited grace period interrupts every processor.
 */
void rcu_expedite(const struct config *c);
/* Restores the setting: for the real init, and for a shell. */
void rcu_restore(void);

#endif
