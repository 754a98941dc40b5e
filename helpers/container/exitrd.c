// SPDX-License-Identifier: GPL-2.0
#include "helpers/container/exitrd.h"

#include <sys/mount.h>

#include "lib/sys.h"

#define SOURCE "/lib/gangway/shutdown"
#define DIR    "/run/initramfs"
#define TARGET DIR "/shutdown"

static int copy(int from, int to)
{
	char buf[4096];
	ssize_t got;

	while ((got = sys_read(from, buf, sizeof(buf))) > 0)
		for (ssize_t at = 0; at < got;) {
			ssize_t wrote = sys_write(to, buf + at, got - at);

			if (wrote < 0)
				return wrote;
			at += wrote;
		}
	return got;
}

/* /run is noexec. A separate mount is not, and can become the root. */
static int make_executable(void)
{
	int err = sys_mount(DIR, DIR, NULL, MS_BIND, NULL);

	return err ? err
		   : sys_mount(NULL, DIR, NULL, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV, NULL);
}

/* The directory decides which of several helpers prepares it. On failure it remains empty. */
void exitrd_prepare(void)
{
	int from = sys_open(SYS_CWD, SOURCE, O_RDONLY), to;

	if (from < 0)
		return; /* an image of an older mkinitrd */
	if (!sys_mkdir(DIR, 0700) && !make_executable()) {
		to = sys_create_new(TARGET, 0755);
		if (to >= 0 && copy(from, to))
			(void)sys_unlink(SYS_CWD, TARGET, 0);
		if (to >= 0)
			sys_close(to);
	}
	sys_close(from);
}
