// SPDX-License-Identifier: GPL-2.0
/*
 * Opening /dev/watchdog starts it; then it must be written to before each timeout
 * (Documentation/watchdog/watchdog-api.rst, 6.1). Only the event loop feeds it, so the machine is
 * reset if PID 1 hangs. Writing a 'V' before the close would stop it. gangway never does: the exec
 * of the real init closes the device, and a panic leaves it open, but the watchdog runs on.
 */
#include "init/boot/watchdog.h"

#include <linux/watchdog.h>

#include "init/base/log.h"
#include "lib/error.h"
#include "lib/sys.h"

/* If the timeout cannot be set, it is unknown, and the watchdog is fed every second. */
enum { TIMEOUT_UNKNOWN = 2 };

/* The driver may round the timeout, and returns what it has set. */
static int start(struct watchdog *w, int seconds)
{
	int fd = sys_open(SYS_CWD, "/dev/watchdog", O_WRONLY), status, err;

	if (fd < 0)
		return fd;
	w->fd = fd;
	sys_fork_without(fd); /* the real init could not open it while a child has it open */
	err = sys_ioctl(fd, WDIOC_SETTIMEOUT, &seconds);
	if (err)
		seconds = TIMEOUT_UNKNOWN;
	else
		log_info("watchdog: timeout %d s", seconds);
	w->pause = seconds * (SYS_SECOND / 2);
	if (!sys_ioctl(fd, WDIOC_GETBOOTSTATUS, &status) && status & WDIOF_CARDRESET)
		log_error("the watchdog caused the last reset");
	return err;
}

int64_t watchdog_feed(struct watchdog *w, int64_t timeout)
{
	int64_t now = sys_now();

	if (!w->fd && timeout)
		w->error = start(w, timeout / SYS_SECOND);
	if (!w->fd)
		return -1;
	if (now >= w->due) {
		(void)sys_write(w->fd, "", 1); /* on failure the machine is reset */
		w->due = now + w->pause;
	}
	return w->due - now;
}
