// SPDX-License-Identifier: GPL-2.0
#include "tools/sysmap/mapfile.h"

#include <sys/stat.h>

#include "lib/sys.h"
#include "tools/kernel/fault.h"

int mapfile_open(const char *path)
{
	struct sys_stat st;
	/* O_NONBLOCK: do not block on a FIFO */
	int fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	int err = fd < 0 ? fd : sys_stat(fd, "", AT_EMPTY_PATH, &st);

	if (!err && S_ISREG(st.mode))
		return fd;
	if (fd >= 0)
		sys_close(fd);
	return err ? fault_errno(path, err) : fault("%s: not a regular file", path);
}
