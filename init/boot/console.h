/* SPDX-License-Identifier: GPL-2.0 */
/* The console on descriptors 0 to 2. */
#ifndef INIT_BOOT_CONSOLE_H
#define INIT_BOOT_CONSOLE_H

#include <stdbool.h>

/*
 * Reopens /dev/console as 0, 1 and 2; on failure they remain unchanged. `have`: whether there is a
 * console; set if there is one now.
 */
int console_open(bool *have);
/* Returns whether there is a console; tries to open it again, since its driver may be a module. */
bool console_have(bool *have);
/*
 * The same in a new session, with the console as controlling terminal, for a shell. `path` is the
 * console on which the user asked for it; NULL: /dev/console.
 */
int console_take(const char *path);
/* For the real init: opens the console of the root's own /dev; /dev/null if there is none. */
void console_hand_over(bool *have);

#endif
