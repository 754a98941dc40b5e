// SPDX-License-Identifier: GPL-2.0
/*
 * The simulated kernel's watchdog, dev/watchdog of the machine if the test has made it. It can be
 * open only once, so a lock of the host, which an open descriptor and its copies in children hold,
 * stands for the open device.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <linux/watchdog.h>

#include "host-tests/world/inner.h"

static void feed(void)
{
	turns_set_limit(sys_now() + w.shared->watchdog_timeout * SYS_SECOND);
}

int world_watchdog_open(int host)
{
	if (host < 0)
		return host;
	if (flock(host, LOCK_EX | LOCK_NB)) {
		close(host);
		return -EBUSY;
	}
	w.shared->watchdog_timeout = WATCHDOG_TIMEOUT;
	feed();
	return host;
}

/* As watchdog_set_timeout() (drivers/watchdog/watchdog_dev.c, 6.1); only even timeouts exist. */
static int set_timeout(int *seconds)
{
	if (w.world->watchdog_fixed)
		return -EOPNOTSUPP;
	if (*seconds > WATCHDOG_MAX)
		return -EINVAL;
	*seconds += *seconds % 2;
	w.shared->watchdog_timeout = *seconds;
	feed();
	return 0;
}

int world_watchdog_ioctl(unsigned long request, void *arg)
{
	const int status = w.world->watchdog_reset ? WDIOF_CARDRESET : 0;

	if (request == WDIOC_SETTIMEOUT)
		return set_timeout(arg);
	if (request != WDIOC_GETBOOTSTATUS)
		return -ENOTTY;
	memcpy(arg, &status, sizeof(status));
	return 0;
}

/* A 'V' would stop it at the next close. */
void world_watchdog_write(const void *buf, size_t len)
{
	feed();
	world_note("watchdog %s", memchr(buf, 'V', len) ? "stopped" : "fed");
}

void world_watchdog_release(void)
{
	char path[VFS_PATH];
	int fd;

	snprintf(path, sizeof(path), "%s/dev/watchdog", w.world->dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	world_note("watchdog %s", flock(fd, LOCK_EX | LOCK_NB) ? "busy" : "free");
	close(fd);
}
