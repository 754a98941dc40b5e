/* SPDX-License-Identifier: GPL-2.0 */
/* The console on descriptors 0 to 2. */
#ifndef INIT_BOOT_CONSOLE_H
#define INIT_BOOT_CONSOLE_H

#include <stdbool.h>

struct boot;

/* Reopens /dev/console as 0, 1 and 2; on failure they remain unchanged. */
int console_open(struct boot *b);
/* Returns whether there is a console; tries to open it again, since its driver may be a module. */
bool console_have(struct boot *b);
/* console_open() in a new session, with the console as controlling terminal: for a shell. */
int console_take(struct boot *b);
/* For the real init: opens the console of the root's own /dev; /dev/null if there is none. */
void console_hand_over(struct boot *b);

#endif
