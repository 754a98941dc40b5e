/* SPDX-License-Identifier: GPL-2.0 */
/* Runs programs of this machine. */
#ifndef TOOLS_MKINITRD_BASE_RUN_H
#define TOOLS_MKINITRD_BASE_RUN_H

/* Standard input, output and error; -1: those of mkinitrd. */
struct run_fds {
	int in, out, err;
};

enum { RUN_SIGNAL = 128, RUN_TIMEOUT = 129 };

/*
 * Runs argv[0] from $PATH, /usr/sbin or /sbin, which the PATH of a user may lack. The working
 * directory is "/", so that a keymap's name is never a file of the user's directory. Returns the
 * exit status, RUN_SIGNAL if a signal ended it, or -1 (reported) if mkinitrd was interrupted or cannot
 * fork. If the program cannot be executed, the reason and the Debian package are written to its
 * standard error, and the status is 127.
 */
int run_program(char *const argv[], const char *package, const struct run_fds *fds);
/* The same, but the program is killed after some seconds, and the status is RUN_TIMEOUT; 0: never. */
int run_limited(char *const argv[], const char *package, const struct run_fds *fds,
		unsigned seconds);

#endif
