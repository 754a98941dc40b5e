/* SPDX-License-Identifier: GPL-2.0 */
/* The console as descriptors 0 to 2. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

#include <stdbool.h>

struct boot;

/* Opens /dev/console anew as 0, 1 and 2; on failure they stay as they are. */
int console_open(struct boot *b);
/* Whether there is a console by now: its driver may be a module. */
bool console_have(struct boot *b);
/* console_open() in a session of its own, with the console as its terminal: for a shell. */
int console_take(struct boot *b);
/* For the real init: the console of the root's own /dev; /dev/null if there is none. */
void console_hand_over(struct boot *b);

#endif
