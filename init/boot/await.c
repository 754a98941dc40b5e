// SPDX-License-Identifier: GPL-2.0
#include "init/boot/await.h"

#include <errno.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "lib/sys.h"

/* Seconds until the first message; each further pause is twice as long. */
enum { FIRST_MESSAGE = 3 };

static int64_t next_message(int64_t began, int64_t now)
{
	int64_t message = began, pause = FIRST_MESSAGE * SYS_SECOND;

	for (; message <= now; pause *= 2)
		message += pause;
	return message;
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
		int64_t message = next_message(c->began, sys_now());
		bool last = deadline >= 0 && deadline <= message;

		if (!events_wait(b, last ? deadline : message, false) || !c->pid)
			continue;
		if (last)
			return -ETIMEDOUT;
		log_waiting(what, deadline < 0 ? -1 : deadline - sys_now());
	}
	return c->error;
}
