// SPDX-License-Identifier: GPL-2.0
#include "init/root/verity.h"

#include <errno.h>
#include <signal.h>

#include "init/boot/boot.h"
#include "lib/file.h"

static char program[] = "/lib/gangway/verity";

void verity_start(struct boot *b)
{
	struct child *c = &b->verity;

	(void)child_give_up(&b->children, c); /* that of an earlier attempt */
	c->pid = c->status = 0;
	if (b->candidates.now || !b->config.verity_count)
		return;
	b->config.verity[0] = program;
	c->error = child_start_program(&b->children, c, b->config.verity);
	if (!c->pid)
		c->status = c->error;
}

/*
 * The helper writes its report to a file: in the kernel log, it would not be part of the summary. Without a
 * report, the image has no helper, or it was killed.
 */
int verity_fail(struct boot *b, int err)
{
	char why[CAUSE_SIZE];

	child_kill(&b->verity, SIGTERM);
	if (file_read_value("/run/gangway/verity", why, sizeof(why)) >= 0)
		return boot_fail(b, err, "%s", why);
	return boot_fail_error(b, b->verity.error ? b->verity.error : -EIO,
			       "roothash= needs mkinitrd --with verity: %s", program);
}
