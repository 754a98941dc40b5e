/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rescue shell: starts it, waits for its end, and powers off or reboots the machine on its
 * request.
 */
#ifndef INIT_RESCUE_SHELL_H
#define INIT_RESCUE_SHELL_H

#define SHELL "/bin/sh"

struct boot;

/*
 * Runs the shell; modules and devices are handled meanwhile. Returns 0 when it has ended;
 * -ETIMEDOUT if no key was pressed for `seconds`, and at least a minute, while no command was
 * running (0: no limit); another error if it cannot be run.
 */
int shell_run(struct boot *b, const char *step, int seconds);

#endif
