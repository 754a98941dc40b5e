/* SPDX-License-Identifier: GPL-2.0 */
/* The console as descriptors 0 to 2. */
#ifndef INIT_CONSOLE_H
#define INIT_CONSOLE_H

/* Opens /dev/console anew as 0, 1 and 2; on failure they stay as they are. */
int console_open(void);
/* The same in a session of its own, with the console as its terminal: for a shell. */
int console_take(void);

#endif
