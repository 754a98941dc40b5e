// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/devices/deferred.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>

#include "lib/file.h"
#include "lib/sys.h"

#define DEBUGFS "/sys/kernel/debug"

/* Each line: device, tab, reason (drivers/base/dd.c, 6.1). Modifies the text. */
static int each_line(char *text, deferred_fn *each, void *context)
{
	int err = 0;

	while (!err && *text) {
		char *line = text, *end = text + strcspn(text, "\n"), *tab;

		text = *end ? end + 1 : end;
		*end = '\0';
		tab = strchr(line, '\t');
		if (tab)
			*tab++ = '\0';
		err = each(context, &(struct deferred){line, tab ? tab : end});
	}
	return err;
}

int deferred_each(deferred_fn *each, void *context)
{
	static char text[65536]; /* boards may have hundreds of devices */
	int mounted =
		sys_mount("debugfs", DEBUGFS, "debugfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	long len = file_read(DEBUGFS "/devices_deferred", text, sizeof(text));

	if (mounted == 0)
		(void)sys_umount(DEBUGFS, MNT_DETACH); /* no file is open there */
	return len < 0 ? (int)len : each_line(text, each, context);
}
