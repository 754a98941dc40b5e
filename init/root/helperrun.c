// SPDX-License-Identifier: GPL-2.0
#include "init/root/helperrun.h"

#include <errno.h>
#include <signal.h>

#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/root/containers.h"
#include "lib/file.h"
#include "lib/sys.h"

/* Seconds until coldplug and containers start, which the root may not have needed; until SIGKILL. */
enum { GRACE = 1, LAST_SECONDS = 30 };

int helperrun_options(const struct config *c, bool (*is_wanted)(const char *name),
		      const char *argv[HELPERRUN_ARGUMENTS + 1], unsigned count)
{
	for (unsigned i = c->option_count; i-- > 0;) {
		if (!is_wanted(c->options[i].name))
			continue;
		if (count + 2 > HELPERRUN_ARGUMENTS)
			return -E2BIG;
		argv[count++] = c->options[i].name;
		argv[count++] = c->options[i].value ? c->options[i].value : "";
	}
	argv[count] = NULL;
	return 0;
}

/*
 * Passphrases are asked for a missing device only, not while a mount takes long. No event announces that the
 * helper waits for a device again, so this is checked after 2, 4, 8 seconds and so on.
 */
static int64_t search_devices(struct boot *b, int64_t began, int64_t now)
{
	if (now < began + GRACE * SYS_SECOND)
		return began + GRACE * SYS_SECOND;
	if (file_exists(HELPERRUN_CAUSE))
		return now + (now - began);
	if (b->config.coldplug == COLDPLUG_AUTO)
		events_coldplug(&b->coldplug, &b->loader);
	(void)containers_start(b, now);
	return containers_next(b, now);
}

/* At the deadline: sends `signal` to the helper, unless it may continue. Returns the next deadline. */
static int64_t end(struct boot *b, struct child *child, int *signal, int64_t now)
{
	if (!file_exists(HELPERRUN_CHECK) && (*signal != SIGTERM || !containers_hold(b, now))) {
		child_kill(child, *signal);
		if (*signal == SIGKILL && child_give_up(&b->children, child))
			child->error = -ETIMEDOUT;
		*signal = SIGKILL;
	}
	return now + LAST_SECONDS * SYS_SECOND;
}

int helperrun(struct boot *b, const char *const argv[], bool search, int64_t deadline)
{
	static char *const envp[] = {NULL};
	static struct child child;
	const struct child_plan plan = {.argv = (char *const *)argv, .envp = envp};
	int err, signal = SIGTERM;

	(void)sys_unlink(SYS_CWD, HELPERRUN_CAUSE, 0); /* of an earlier helper */
	err = child_start(&b->children, &child, &plan);
	while (child.pid) {
		int64_t now = sys_now();
		int64_t next = search ? search_devices(b, child.began, now) : INT64_MAX;

		if (deadline >= 0 && now >= deadline)
			deadline = end(b, &child, &signal, now);
		if (deadline >= 0 && deadline < next)
			next = deadline;
		if (child.pid)
			(void)events_wait(b, next < INT64_MAX ? next : -1, false);
	}
	if (!err)
		err = child.error ? child.error : child.status;
	if (err && file_read_value(HELPERRUN_CAUSE, b->cause, sizeof(b->cause)) < 0)
		boot_fail_error(b, err < 0 ? err : -EIO, "%s", argv[0]);
	return err;
}
