// SPDX-License-Identifier: GPL-2.0
/* /dev, /proc, /sys and /run, as systemd and initramfs-tools mount them. */
#include "init/boot/mounts.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mount.h>

#include "init/base/log.h"
#include "init/base/nodes.h"
#include "init/boot/boot.h"
#include "lib/error.h"
#include "lib/sys.h"

static const struct mount {
	const char *path, *type;
	unsigned long flags;
	const char *data;
} mounts[MOUNTS_COUNT] = {
	[MOUNTS_DEV] = {"/dev", "devtmpfs", MS_NOSUID, "mode=0755"},
	{"/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
	{"/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
	{"/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755"},
};

const char *mounts_path(unsigned i)
{
	return mounts[i].path;
}

int mounts_find(const char *path)
{
	struct sys_stat root, st;
	int err = sys_stat(SYS_CWD, "/", 0, &root);

	if (!err)
		err = sys_stat(SYS_CWD, path, 0, &st);
	if (err)
		return err;
	return st.dev_major != root.dev_major || st.dev_minor != root.dev_minor;
}

bool mounts_has(const char *path)
{
	return mounts_find(path) > 0;
}

/* Held by descriptor: when the record is written, the name refers to the new root. */
static void open_run(int *run)
{
	if (*run >= 0)
		sys_close(*run);
	*run = sys_open(SYS_CWD, "/run", O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

/* Retries with the same arguments, since the real init depends on these mounts. */
static int mount_on(const struct mount *m)
{
	int err;

	(void)sys_mkdir(m->path, 0755); /* mount returns the error that matters */
	err = sys_mount(m->type, m->path, m->type, m->flags, m->data);
	if (err && err != -ENODEV) /* the kernel does not know the type */
		err = sys_mount(m->type, m->path, m->type, m->flags, m->data);
	return err;
}

/* A tmpfs for device nodes; if that fails too, they are made in the image's /dev. */
static void mount_nodes(int err)
{
	static const struct mount nodes = {"/dev", "tmpfs", MS_NOSUID, "mode=0755"};

	log_info("cannot mount devtmpfs on /dev: %s; device nodes are made from /sys",
		 error_text(err));
	(void)mount_on(&nodes);
}

int mounts_step(struct boot *b)
{
	int failed = 0;

	for (const struct mount *m = mounts; m < mounts + MOUNTS_COUNT; m++) {
		int err;

		if (mounts_has(m->path))
			continue; /* mounted earlier, or before a rescue shell */
		err = mount_on(m);
		if (m == mounts)
			b->nodes = err;
		if (m == mounts && err)
			mount_nodes(err);
		else if (err)
			failed = boot_fail_error(b, err, "%s on %s", m->type, m->path);
	}
	if (b->nodes)
		nodes_scan();
	open_run(&b->run);
	log_open(b->console);
	return failed;
}
