// SPDX-License-Identifier: GPL-2.0
/*
 * /dev, /proc, /sys and /run, as initramfs-tools 0.142 mounts them (init). systemd keeps them; other
 * inits depend on the options, and some on /dev/pts and the links in /dev.
 */
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
	{"/run", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0755,size=10%"},
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

/* What a new /dev lacks; it moves with /dev. Existing links are kept. */
static void fill_dev(void)
{
	static const struct mount pts = {"/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
					 "gid=5,mode=620"}; /* 5: group tty of Debian and others */
	static const char links[][2][16] = {
		{"/proc/self/fd", "/dev/fd"},
		{"/proc/self/fd/0", "/dev/stdin"},
		{"/proc/self/fd/1", "/dev/stdout"},
		{"/proc/self/fd/2", "/dev/stderr"},
	};
	int err = mount_on(&pts);

	if (err && err != -ENODEV)
		log_error("cannot mount devpts on /dev/pts: %s", error_text(err));
	for (unsigned i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		(void)sys_symlink(links[i][0], links[i][1]);
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
		if (m == mounts)
			fill_dev();
	}
	if (b->nodes)
		nodes_scan();
	open_run(&b->run);
	log_open(b->console);
	return failed;
}
