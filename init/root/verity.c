// SPDX-License-Identifier: GPL-2.0
#include "init/root/verity.h"

#include <errno.h>
#include <signal.h>

#include "init/boot/boot.h"
#include "init/config/settings.h"
#include "init/root/helperrun.h"
#include "lib/file.h"

static const char program[] = "/lib/gangway/verity";

void verity_start(struct boot *b)
{
	static char *const envp[] = {NULL};
	const char *argv[HELPERRUN_ARGUMENTS + 1] = {program};
	const struct child_plan plan = {.argv = (char *const *)argv, .envp = envp};
	struct child *c = &b->verity;
	int err;

	(void)child_give_up(&b->children, c); /* that of an earlier attempt */
	c->pid = c->status = 0;
	if (b->candidates.now || !b->config.verity)
		return;
	err = helperrun_options(&b->config, settings_is_verity_root, argv, 1);
	if (!err)
		err = child_start(&b->children, c, &plan);
	if (err)
		c->status = c->error = err;
}

/* Without a cause, the image has no helper, or it was killed. */
int verity_fail(struct boot *b, int err)
{
	char why[CAUSE_SIZE];

	child_kill(&b->verity, SIGTERM);
	if (file_read_value(HELPERRUN_CAUSE, why, sizeof(why)) >= 0)
		return boot_fail(b, err, "%s", why);
	return boot_fail_error(b, b->verity.error ? b->verity.error : -EIO,
			       "roothash= needs mkinitrd --with verity: %s", program);
}
