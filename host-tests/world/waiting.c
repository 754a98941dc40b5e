// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's signals, waits and time. */
#include <errno.h>
#include <string.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"

int sys_signals_init(void)
{
	MAY_FAIL("signals");
	w.handlers = true;
	return 0;
}

int sys_signals_reset(void)
{
	MAY_FAIL("signals");
	w.handlers = false;
	return 0;
}

int sys_signal_taken(void)
{
	int signal = w.shared->asked;

	w.shared->asked = 0;
	return signal;
}

int sys_reboot(unsigned command, const char *argument)
{
	(void)argument;
	MAY_FAIL("machine");
	world_note("reboot %x", command);
	turns_end(false);
}

void sys_sync(void)
{
	world_note("sync");
}

struct polled {
	struct pollfd *fds;
	size_t count;
	int got;
};

static bool has_event(void *context)
{
	struct polled *polled = context;
	struct pollfd host[16];

	memcpy(host, polled->fds, polled->count * sizeof(*host));
	for (size_t i = 0; i < polled->count; i++)
		host[i].fd = world_fd(host[i].fd);
	polled->got = or_errno(poll(host, polled->count, 0));
	for (size_t i = 0; i < polled->count; i++)
		polled->fds[i].revents = host[i].revents;
	return polled->got || w.shared->turns.child_died;
}

/* Only PID 1 polls for events; children have none of their own. */
int sys_poll(struct pollfd *fds, size_t count, int64_t timeout)
{
	struct polled polled = {.fds = fds, .count = count};

	MAY_FAIL("events");
	if (!turns_wait(has_event, &polled, timeout < 0 ? -1 : sys_now() + timeout))
		return 0;
	if (polled.got)
		return polled.got;
	w.shared->turns.child_died = false;
	return -EINTR;
}

int64_t sys_now(void)
{
	return w.shared->turns.clock;
}

int64_t sys_wall(void)
{
	return WORLD_EPOCH + w.shared->turns.clock;
}

int sys_uname(struct sys_uname *ret_uname)
{
	MAY_FAIL("kernel");
	*ret_uname = (struct sys_uname){.release = "6.1.0-test", .machine = "x86_64"};
	return 0;
}
