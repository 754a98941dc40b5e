/* SPDX-License-Identifier: GPL-2.0 */
/* Waits for a child, while events are dealt with, and logs what it waits for. */
#ifndef INIT_AWAIT_H
#define INIT_AWAIT_H

#include <stdint.h>

struct boot;
struct child;

/*
 * Until the child has ended, or until `deadline` (below 0: none). While it lasts, "waiting: `what`"
 * is logged after 3, 9, 21 seconds and so on. The child's error, or -ETIMEDOUT: it still runs.
 */
int await_child(struct boot *b, const struct child *c, const char *what, int64_t deadline);

#endif
