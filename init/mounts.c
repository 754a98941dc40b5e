// SPDX-License-Identifier: GPL-2.0
/* /dev, /proc, /sys and /run, as systemd and initramfs-tools mount them. */
#include "init/mounts.h"

#include <stddef.h>
#include <sys/mount.h>

#include "init/boot.h"
#include "init/say.h"
#include "lib/error.h"
#include "lib/sys.h"

static const struct {
	const char *path, *type;
	unsigned long flags;
	const char *data;
} mounts[] = {
	{"/dev", "devtmpfs", MS_NOSUID, "mode=0755"},
	{"/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
	{"/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
	{"/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755"},
};

bool mounts_has(const char *path)
{
	struct sys_stat root, st;

	return !sys_stat(SYS_CWD, "/", 0, &root) && !sys_stat(SYS_CWD, path, 0, &st) &&
	       (st.dev_major != root.dev_major || st.dev_minor != root.dev_minor);
}

/* By descriptor, since the name may lead elsewhere when the record is written: in the new root. */
static void open_run(struct boot *b)
{
	if (b->run >= 0)
		sys_close(b->run);
	b->run = sys_open(SYS_CWD, "/run", O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

int mounts_step(struct boot *b)
{
	int failed = 0;

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		int err;

		if (mounts_has(mounts[i].path))
			continue; /* by whoever came before, or before a rescue */
		(void)sys_mkdir(mounts[i].path, 0755); /* mount says what matters */
		err = sys_mount(mounts[i].type, mounts[i].path, mounts[i].type, mounts[i].flags,
				mounts[i].data);
		if (err)
			failed = boot_fail(b, err, "%s on %s: %s", mounts[i].type, mounts[i].path,
					   error_text(err));
	}
	open_run(b);
	say_open();
	return failed;
}
