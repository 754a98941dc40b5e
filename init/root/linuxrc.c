// SPDX-License-Identifier: GPL-2.0
/*
 * Step linuxrc: the end of /linuxrc. The kernel waits for it, and then mounts the device whose number
 * is in real-root-dev (handle_initrd(), init/do_mounts_initrd.c, 6.1).
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>

#include "init/base/log.h"
#include "init/boot/boot.h"
#include "init/boot/mounts.h"
#include "init/boot/rcu.h"
#include "init/root/containers.h"
#include "init/root/naming.h"
#include "lib/device.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

#define REAL_ROOT_DEV "/proc/sys/kernel/real-root-dev"

/* The image may be kept in /initrd of the root, which the user then unmounts. */
static void unmount_all(void)
{
	for (unsigned i = MOUNTS_COUNT; i--;)
		(void)sys_umount(mounts_path(i), MNT_DETACH); /* the kernel detaches what remains */
}

int linuxrc_step(struct boot *b)
{
	char number[16];
	int err;

	if (!b->root)
		return boot_fail(b, -EBUSY, "unmount " NEW_ROOT ": the kernel mounts the root");
	/* the sysctl is a signed number */
	text_format(number, sizeof(number), "%d\n",
		    (int32_t)device_encode(b->root->dev.major, b->root->dev.minor));
	err = file_write(REAL_ROOT_DEV, number);
	if (err)
		return boot_fail_error(b, err, REAL_ROOT_DEV);
	naming_log_others(b);
	log_info("root=%s is /dev/%s, which the kernel mounts", candidate_now(&b->candidates)->root,
		 b->root->dev.name);
	containers_stop(b);
	rcu_restore();
	log_close();
	unmount_all();
	sys_exit(0);
}
