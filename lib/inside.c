// SPDX-License-Identifier: GPL-2.0
#include "lib/inside.h"

#include "lib/sys.h"

int inside_open(const char *root, const char *path, int flags)
{
	int old = sys_open(SYS_CWD, "/", O_PATH), fd, err;

	if (old < 0)
		return old;
	err = sys_chroot(root);
	fd = err ? err : sys_open(SYS_CWD, path, flags | O_NONBLOCK | O_NOCTTY);
	if (!err)
		err = sys_fchdir(old);
	if (!err)
		err = sys_chroot(".");
	sys_close(old);
	if (err && fd >= 0)
		sys_close(fd);
	return err ? err : fd;
}
