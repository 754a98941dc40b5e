/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SIGINT, SIGTERM and SIGHUP end mkinitrd cleanly, before it processes the next file, unless they were
 * ignored when it was started, as by nohup(1).
 */
#ifndef TOOLS_MKINITRD_BASE_INTERRUPT_H
#define TOOLS_MKINITRD_BASE_INTERRUPT_H

#include <stdbool.h>

void interrupt_init(void);
/* There is nothing to clean up: these signals, and SIGPIPE, end mkinitrd at once. */
void interrupt_at_once(void);
bool interrupt_came(void);
/*
 * Kills this process with the signal that was received, if any, so that a shell loop ends too. The
 * caller cleans up first.
 */
void interrupt_end(void);
/* -1, reported: a signal was received. */
int interrupt_check(void);

#endif
