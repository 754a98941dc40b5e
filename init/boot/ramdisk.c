// SPDX-License-Identifier: GPL-2.0
#include "init/boot/ramdisk.h"

#include <stddef.h>
#include <sys/mount.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "lib/sys.h"

/* Root_RAM0 (linux/root_dev.h, 6.1) */
enum { MAJOR = 1, MINOR = 0 };

bool ramdisk_open(void)
{
	struct sys_stat st;

	if (sys_stat(SYS_CWD, "/", 0, &st) || st.dev_major != MAJOR || st.dev_minor != MINOR)
		return false;
	(void)sys_mount(NULL, "/", NULL, MS_REMOUNT, NULL); /* the mount of the root will fail */
	return true;
}

void ramdisk_settle(struct boot *b)
{
	struct config *c = &b->config;

	if (!b->linuxrc) {
		c->init = NULL; /* the kernel has executed it: it is in the image */
		if (!c->real_root)
			c->root = NULL; /* it is this RAM disk */
		return;
	}
	if (c->stay || c->fallback.count)
		log_error("ignoring gangway.stay and gangway.fallback: the kernel mounts the root; "
			  "use root=/dev/ram0 and gangway.root=");
	c->stay = false;
	c->fallback.count = 0;
}
