/* SPDX-License-Identifier: GPL-2.0 */
/* The rescue shell: starts it, waits for its end, and switches the machine off if it asks for that. */
#ifndef INIT_SHELL_H
#define INIT_SHELL_H

#define SHELL "/bin/sh"

struct boot;

/*
 * Modules and devices go on meanwhile. 0: it has run. -ETIMEDOUT: for `seconds`, and at least a
 * minute, nobody has pressed a key while no command was running; 0: that does not matter. Other
 * errors: it cannot be run.
 */
int shell_run(struct boot *b, const char *step, int seconds);

#endif
