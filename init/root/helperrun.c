// SPDX-License-Identifier: GPL-2.0
#include "init/root/helperrun.h"

#include <errno.h>
#include <signal.h>

#include "init/boot/boot.h"
#include "init/boot/events.h"
#include "init/root/containers.h"
#include "lib/sys.h"

/* Seconds until coldplug and containers start, which the root may not have needed; until SIGKILL. */
enum { GRACE = 1, LAST_SECONDS = 30 };

/* Passphrases are asked for a missing device only, not because a mount takes long. */
static void search(struct boot *b, int64_t now)
{
	struct sys_stat st;

	if (!sys_stat(SYS_CWD, HELPERRUN_CAUSE, 0, &st))
		return;
	if (b->config.coldplug == COLDPLUG_AUTO)
		events_coldplug(&b->coldplug, &b->loader);
	(void)containers_start(b, now);
}

int helperrun(struct boot *b, const char *const argv[], int64_t deadline)
{
	static char *const envp[] = {NULL};
	static struct child child;
	const struct child_plan plan = {.argv = (char *const *)argv, .envp = envp};
	int err = child_start(&b->children, &child, &plan);

	while (child.pid) {
		int64_t now = sys_now();
		bool late = now >= deadline + LAST_SECONDS * SYS_SECOND;

		if (now >= child.began + GRACE * SYS_SECOND)
			search(b, now);
		if (deadline >= 0 && now >= deadline && !containers_hold(b, now)) {
			child_kill(&child, late ? SIGKILL : SIGTERM);
			if (late) {
				(void)child_give_up(&b->children, &child);
				child.error = -ETIMEDOUT;
			}
		}
		(void)events_wait(b, now + SYS_SECOND, false);
	}
	if (!err)
		err = child.error ? child.error : child.status;
	if (err)
		boot_fail_error(b, err < 0 ? err : -EIO, "%s", argv[0]);
	return err;
}
