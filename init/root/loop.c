// SPDX-License-Identifier: GPL-2.0
#include "init/root/loop.h"

#include <errno.h>

#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/root/helperrun.h"
#include "init/root/mounting.h"

bool loop_in_image(const struct boot *b)
{
	return b->config.image && !b->candidates.now;
}

bool loop_without_device(struct boot *b)
{
	if (!loop_in_image(b) && !mounts_has(NEW_ROOT))
		return false;
	boot_set_root(b, NULL);
	return true;
}

/* Without a device, the helper only mounts a file of the image, and if nothing is mounted by hand. */
int loop_mount(struct boot *b)
{
	const struct candidate *root = candidate_now(&b->candidates);
	const char *const argv[] = {"/lib/gangway/loop", root->file,
				    b->root ? "loop" : "gangway.image", root->options, NULL};
	int err;

	if (!root->file)
		return 0;
	err = helperrun(b, argv, false, mounting_limit(b->candidates.deadline));
	return err == -ENOENT ? boot_fail(b, err, "needs mkinitrd --with loop") : err;
}
