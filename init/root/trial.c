// SPDX-License-Identifier: GPL-2.0
/* Step trial: counts a boot of root= before it is mounted, with the helper for gangway.trial=. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "init/boot/await.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "lib/error.h"
#include "lib/sys.h"

/* Longer than the helper waits for its device: gangway-confirm(8). */
enum { SECONDS = 30 };

enum { EXHAUSTED = 1 }; /* the helper's exit status */

static int run_helper(struct boot *b)
{
	static char program[] = "/lib/gangway/trial";
	static struct child child;
	char *const argv[] = {program, (char *)b->config.trial, NULL}, *const envp[] = {NULL};
	const struct child_plan plan = {.argv = argv, .envp = envp};
	int err = child_start(&b->children, &child, &plan);

	if (!err)
		err = await_child(b, &child, "counting a trial boot",
				  sys_now() + SECONDS * SYS_SECOND);
	if (err == -ETIMEDOUT) {
		child_kill(&child, SIGKILL);
		(void)child_give_up(&b->children, &child);
	}
	return err ? err : child.status;
}

/*
 * The fallback is used unless it is certain that the boot was counted: otherwise a root that hangs
 * would be tried forever.
 */
int trial_step(struct boot *b)
{
	const char *trial = b->config.trial;
	int status;

	if (!trial || !*trial || b->trial || b->candidates.now || mounts_has(NEW_ROOT))
		return 0;
	status = run_helper(b);
	b->trial = !status;
	if (b->trial)
		return 0;
	boot_set_root(b, NULL); /* no other device of this name is tried */
	if (status < 0)
		return boot_fail_error(b, status, "/lib/gangway/trial");
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXHAUSTED)
		return boot_fail(b, -EPERM, "gangway.trial=%s: no tries are left", trial);
	return boot_fail(b, -EIO, "gangway.trial=%s: the boot could not be counted", trial);
}
