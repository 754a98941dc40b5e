// SPDX-License-Identifier: GPL-2.0
#include "init/boot/ramdisk.h"

#include <stddef.h>
#include <sys/mount.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Root_RAM0 (linux/root_dev.h, 6.1) */
enum { MAJOR = 1, MINOR = 0 };

bool ramdisk_is_root(void)
{
	struct sys_stat st;

	return !sys_stat(SYS_CWD, "/", 0, &st) && st.dev_major == MAJOR && st.dev_minor == MINOR;
}

bool ramdisk_is_linuxrc(const char *name)
{
	char target[8];

	return text_equal(name, "linuxrc") && ramdisk_is_root() &&
	       sys_readlink(SYS_CWD, "/proc/1/exe", target, sizeof(target)) < 0;
}

void ramdisk_make_writable(void)
{
	(void)sys_mount(NULL, "/", NULL, MS_REMOUNT, NULL); /* the mount of the root will fail */
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
	if (c->stay || c->fallback.count || c->trial)
		log_error("ignoring gangway.stay, gangway.fallback and gangway.trial: the kernel "
			  "mounts the root; use root=/dev/ram0 and gangway.root=");
	c->stay = false;
	c->fallback.count = 0;
}
