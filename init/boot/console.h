/* SPDX-License-Identifier: GPL-2.0 */
/* The console on descriptors 0 to 2. */
#ifndef INIT_BOOT_CONSOLE_H
#define INIT_BOOT_CONSOLE_H

#include <stdbool.h>

/*
 * For step console: opens 0, 1 and 2 if the kernel has not, on /dev/null if there is no console.
 * `have`: whether there is one, in all functions.
 */
int console_init(bool *have);
/*
 * Reopens /dev/console as 0, 1 and 2; on failure they remain unchanged.
 */
int console_open(bool *have);
/* Returns whether there is a console; tries to open it again, since its driver may be a module. */
bool console_have(bool *have);
/*
 * The same in a new session, with the console as controlling terminal, for a shell. `path`:
 * /dev/console, or the console on which the user asked for it.
 */
int console_take(const char *path);
/* For the real init: opens the console of the root's own /dev; /dev/null if there is none. */
void console_hand_over(bool *have);

#endif
