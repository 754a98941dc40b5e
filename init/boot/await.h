/* SPDX-License-Identifier: GPL-2.0 */
/* Waits for a child while events are handled, and logs what it waits for. */
#ifndef INIT_BOOT_AWAIT_H
#define INIT_BOOT_AWAIT_H

#include <stdint.h>

struct boot;
struct child;

/*
 * Waits until the child has ended, or until `deadline` (below 0: no limit). Logs "waiting: `what`"
 * after 3, 9, 21 seconds and so on. Returns the child's error, or -ETIMEDOUT if it is still
 * running.
 */
int await_child(struct boot *b, const struct child *c, const char *what, int64_t deadline);

#endif
