/* SPDX-License-Identifier: GPL-2.0 */
/* SIGINT, SIGTERM and SIGHUP end mkinitrd in order: at the next file that goes in. */
#ifndef TOOLS_MKINITRD_BASE_INTERRUPT_H
#define TOOLS_MKINITRD_BASE_INTERRUPT_H

#include <stdbool.h>

void interrupt_init(void);
bool interrupt_came(void);
/* Dies by the signal that came, if any, so that a shell's loop ends too. Clean up before. */
void interrupt_end(void);
/* -1, said, when a signal has come. */
int interrupt_check(void);

#endif
