// SPDX-License-Identifier: GPL-2.0
#include "init/await.h"

#include <errno.h>

#include "init/boot.h"
#include "init/events.h"
#include "init/log.h"
#include "lib/sys.h"

/* How long nothing is logged; the next pauses are each twice as long. */
enum { FIRST_WORD = 3 };

/* When to log next. */
static int64_t next_param(int64_t began, int64_t now)
{
	int64_t word = began, pause = FIRST_WORD * SYS_SECOND;

	for (; word <= now; pause *= 2)
		word += pause;
	return word;
}

static void log_waiting(const char *what, int64_t left)
{
	if (left < 0)
		log_info("waiting: %s", what);
	else
		log_info("waiting: %s; %d s left", what, (int)(left / SYS_SECOND));
}

int await_child(struct boot *b, const struct child *c, const char *what, int64_t deadline)
{
	while (c->pid) {
		int64_t word = next_param(c->began, sys_now());
		bool last = deadline >= 0 && deadline <= word;

		if (!events_wait(b, last ? deadline : word, false) || !c->pid)
			continue;
		if (last)
			return -ETIMEDOUT;
		log_waiting(what, deadline < 0 ? -1 : deadline - sys_now());
	}
	return c->error;
}
