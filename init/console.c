// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors 0 to 2. The kernel opens them on the image's /dev/console where that exists
 * (console_on_rootfs, init/main.c, 6.1); where it does not, they are closed.
 */
#include "init/console.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "init/boot.h"
#include "lib/error.h"
#include "lib/sys.h"

enum { CONSOLE_MAJOR = 5, CONSOLE_MINOR = 1 };

int console_open(void)
{
	int fd = sys_open(SYS_CWD, "/dev/console", O_RDWR | O_NOCTTY);
	int err = 0;

	if (fd < 0)
		return fd;
	for (int to = 0; !err && to <= 2; to++)
		if (to != fd)
			err = sys_dup2(fd, to);
	if (fd > 2)
		sys_close(fd);
	return err < 0 ? err : 0;
}

int console_take(void)
{
	int err = sys_setsid();

	if (err >= 0)
		err = console_open();
	return err < 0 ? err : sys_ioctl(0, TIOCSCTTY, NULL);
}

/*
 * Without a console the three descriptors must still be taken: what is opened next would become
 * one. A folder is good for that; it can be neither read nor written.
 */
static void fill_descriptors(void)
{
	int fd;

	do
		fd = sys_open(SYS_CWD, "/", O_RDONLY | O_DIRECTORY);
	while (fd >= 0 && fd < 2);
	if (fd > 2)
		sys_close(fd);
}

static int open_or_make(void)
{
	int err = console_open();

	if (err != -ENOENT)
		return err;
	(void)sys_mkdir("/dev", 0755); /* mknod says what matters */
	(void)sys_mknod("/dev/console", S_IFCHR | 0600, CONSOLE_MAJOR, CONSOLE_MINOR);
	return console_open();
}

int console_step(struct boot *b)
{
	struct sys_stat st;
	int err = sys_signals_init();

	if (err)
		return boot_fail(b, err, "signals: %s", error_text(err));
	if (sys_stat(0, "", AT_EMPTY_PATH, &st))
		err = open_or_make(); /* else the kernel opened it */
	b->console = !err;
	if (!err)
		return 0;
	fill_descriptors();
	return boot_fail(b, err, "/dev/console: %s", error_text(err));
}
