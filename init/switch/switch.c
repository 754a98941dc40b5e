// SPDX-License-Identifier: GPL-2.0
/*
 * Step switch: makes the new root /. Nothing is destroyed here: the old root stays open, for the
 * cleanup process and for the return to the initramfs if the exec fails.
 */
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/switch/newroot.h"
#include "init/switch/rootinit.h"
#include "lib/sys.h"

#include <errno.h>

int switch_step(struct boot *b)
{
	int err;

	if (!mounts_has(NEW_ROOT))
		return boot_fail(b, -EXDEV, "nothing is mounted on " NEW_ROOT);
	err = rootinit_check(b, NEW_ROOT);
	if (err)
		return err;
	if (b->old_root < 0)
		b->old_root = sys_open(SYS_CWD, "/", O_RDONLY | O_DIRECTORY);
	if (b->old_root < 0)
		return boot_fail_error(b, b->old_root, "/");
	return newroot_enter(b);
}
