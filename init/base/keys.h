/* SPDX-License-Identifier: GPL-2.0 */
/* Keys pressed on any console of the kernel: the user may be at any of them. */
#ifndef INIT_BASE_KEYS_H
#define INIT_BASE_KEYS_H

#include <poll.h>
#include <stdbool.h>

enum { KEYS_CONSOLES = 8, KEYS_PATH_SIZE = 32 };

/* A zeroed struct is closed. */
struct keys {
	unsigned count;
	int fds[KEYS_CONSOLES]; /* -1: closed after an error */
	char paths[KEYS_CONSOLES][KEYS_PATH_SIZE];
	const char *pressed; /* the console of the first key; NULL: none */
};

/*
 * Opens the consoles of /proc/consoles, or /dev/console if it lists none, without line buffering.
 */
void keys_open(struct keys *k);
/* Closes the consoles; `pressed` remains. */
void keys_close(struct keys *k);

/* For events.c: fill in what to poll, and process the result. */
void keys_poll(const struct keys *k, struct pollfd fds[KEYS_CONSOLES]);
void keys_take(struct keys *k, const struct pollfd fds[KEYS_CONSOLES]);

#endif
