// SPDX-License-Identifier: GPL-2.0
#include "init/root/below.h"

#include <errno.h>

#include "init/boot/boot.h"
#include "init/config/values.h"
#include "init/root/helperrun.h"
#include "init/root/mounting.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

/* The first arguments: enum argument of helpers/mounts/device.h. All of them. */
enum { FIXED = 4, ARGUMENTS = 64 };

/*
 * Parameters of systemd, which are kept like those of modules. systemd.volatile=state is for the real system;
 * those for /usr do not apply to a fallback.
 */
static bool is_taken(const char *name, const char *value, bool fallback)
{
	if (text_equal(name, "systemd.volatile"))
		return value_flag(value) > 0 || text_equal(value, "overlay");
	return !fallback && text_after(name, "mount.usr");
}

int below_mount(struct boot *b)
{
	static const char program[] = "/lib/gangway/mounts";
	const struct config *c = &b->config;
	const struct candidate *root = candidate_now(&b->candidates);
	const char *argv[ARGUMENTS + 1] = {program, c->overlay, root->types, root->options};
	unsigned n = FIXED;
	struct sys_stat st;
	int err;

	for (unsigned i = 0; i < c->option_count && n < ARGUMENTS; i++)
		if (is_taken(c->options[i].name, c->options[i].value, b->candidates.now)) {
			argv[n++] = c->options[i].name;
			argv[n++] = c->options[i].value;
		}
	if (!c->overlay && n == FIXED && sys_stat(SYS_CWD, program, 0, &st))
		return 0; /* nothing was asked for, and fstab is for the real system */
	for (unsigned i = 0; i < n; i++)
		if (!argv[i])
			argv[i] = "";
	err = helperrun(b, argv, mounting_limit(b->candidates.deadline));
	if (err)
		(void)file_read_value(HELPERRUN_CAUSE, b->cause,
				      sizeof(b->cause)); /* if there is one */
	return err;
}
