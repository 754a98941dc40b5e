// SPDX-License-Identifier: GPL-2.0
#include "sysmap/machine.h"

#include "lib/sys.h"
#include "lib/text.h"

int machine_open(const char *machine, const char *path)
{
	char full[256];
	int len = text_format(full, sizeof(full), "%s%s", machine, path);

	return len < 0 ? len : sys_open(SYS_CWD, full, O_RDONLY);
}

long machine_read(const char *machine, const char *path, void *buf, size_t size)
{
	int fd = machine_open(machine, path);
	long len;

	if (fd < 0)
		return fd;
	len = sys_read(fd, buf, size);
	sys_close(fd);
	return len;
}
