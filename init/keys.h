/* SPDX-License-Identifier: GPL-2.0 */
/* Keys pressed on any console of the kernel: a person may be at each of them. */
#ifndef INIT_KEYS_H
#define INIT_KEYS_H

#include <poll.h>
#include <stdbool.h>

enum { KEYS_CONSOLES = 8, KEYS_PATH_SIZE = 32 };

/* Zeroed, it is closed. */
struct keys {
	unsigned count;
	int fds[KEYS_CONSOLES]; /* -1: not open any more */
	char paths[KEYS_CONSOLES][KEYS_PATH_SIZE];
	const char *pressed; /* the console on which the first key was pressed; NULL: none */
};

/* Opens the consoles of /proc/consoles; if it has none, /dev/console. Keys arrive one by one. */
void keys_open(struct keys *k);
/* Lets the consoles go; `pressed` remains. */
void keys_close(struct keys *k);

/* For events.c: what to poll, and what came of it. */
void keys_poll(const struct keys *k, struct pollfd fds[KEYS_CONSOLES]);
void keys_take(struct keys *k, const struct pollfd fds[KEYS_CONSOLES]);

#endif
