// SPDX-License-Identifier: GPL-2.0
/* The simulated kernel's mounts and roots. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "host-tests/world/inner.h"
#include "lib/syscall.h"
#include "lib/text.h"

/* Timeouts of other processes advance the clock. */
static void mount_takes_time(void)
{
	if (w.world->mount_hangs)
		turns_hang(true);
	if (!w.shared->mounts++ && w.world->mount_seconds)
		(void)turns_wait(NULL, NULL, sys_now() + w.world->mount_seconds * SYS_SECOND);
}

static int move_to(const struct vfs_location *from, const struct vfs_location *to)
{
	int mount = vfs_is_root(from);

	if (mount < 0 || vfs_mounts[mount].parent < 0)
		return -EINVAL;
	vfs_mounts[mount].parent = to->mount;
	strcpy(vfs_mounts[mount].at, to->path);
	return 0;
}

/* The directory with the content of a file system. */
static const char *content_of(const char *type, const char *target)
{
	static const struct {
		const char *type, *dir;
	} known[] = {
		{"devtmpfs", "dev"},  {"proc", "proc"},    {"sysfs", "sys"},  {"tmpfs", "run"},
		{"debugfs", "debug"}, {"efivarfs", "efi"}, {"devpts", "pts"},
	};

	if (text_equal(type, "tmpfs") && text_equal(target, "/dev"))
		return "nodes";
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_equal(known[i].type, type))
			return known[i].dir;
	return "new";
}

int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	      const char *data)
{
	struct vfs_location from, to;
	char host[VFS_PATH];
	int err;

	(void)data;
	MAY_FAIL(target);
	if (flags & MS_REMOUNT) {
		world_note("remount %s %s", target, flags & MS_RDONLY ? "ro" : "rw");
		return 0;
	}
	err = vfs_walk(target, &to);
	if (!err && flags & MS_MOVE) {
		err = vfs_walk(source, &from);
		return err ? err : move_to(&from, &to);
	}
	if (err)
		return err;
	w.read_only = flags & MS_RDONLY || text_equal(type, "squashfs");
	world_note("mount %s %s %s %s", source, target, type, flags & MS_RDONLY ? "ro" : "rw");
	if ((w.world->no_devtmpfs && text_equal(type, "devtmpfs")) ||
	    (w.world->no_tmpfs && text_equal(type, "tmpfs")))
		return -ENODEV;
	if (w.world->bad_type && text_equal(type, w.world->bad_type) &&
	    w.shared->type_failures++ < 2) /* step mounts itself tries twice */
		return -ENOMEM;
	if (text_after(source, "/dev/"))
		mount_takes_time();
	if (w.world->bad_disk && text_equal(source, w.world->bad_disk))
		return -EINVAL;
	snprintf(host, sizeof(host), "%s/%s", w.world->dir, content_of(type, target));
	err = vfs_mount_add(host, &to);
	if (err < 0)
		return err;
	vfs_mounts[err].flags = w.read_only ? flags | MS_RDONLY : flags;
	return 0;
}

int world_let_go(const char *target)
{
	struct vfs_location location;
	int err = vfs_walk(target, &location);

	if (err)
		return err;
	vfs_top(&location);
	if (vfs_is_root(&location) < 0 || vfs_mounts[location.mount].parent < 0)
		return -EINVAL;
	world_note("umount %s", target);
	vfs_mounts[location.mount].parent = -2;
	return 0;
}

int sys_umount(const char *target, int flags)
{
	(void)flags;
	MAY_FAIL(target);
	return world_let_go(target);
}

int sys_copy_mount(int dir)
{
	struct vfs_location from, nowhere = {.mount = -2}, copy = {.mount = 0};
	char host[2 * VFS_PATH];

	MAY_FAIL(world_file_of(dir));
	from = w.fds[dir];
	if (vfs_is_root(&from) < 0)
		return -EINVAL;
	vfs_host(&from, host);
	copy.mount = vfs_mount_add(host, &nowhere);
	if (copy.mount < 0)
		return copy.mount;
	vfs_mounts[copy.mount].device = vfs_mounts[from.mount].device;
	return world_open_fd(or_errno(open(host, O_PATH | O_CLOEXEC)), &copy);
}

int sys_move_mount(int mount, const char *target)
{
	struct vfs_location to;
	int err;

	MAY_FAIL(target);
	err = vfs_walk(target, &to);
	if (err)
		return err;
	if (vfs_is_root(&w.fds[mount]) < 0 || vfs_mounts[w.fds[mount].mount].parent != -2)
		return -EINVAL;
	vfs_mounts[w.fds[mount].mount].parent = to.mount;
	strcpy(vfs_mounts[w.fds[mount].mount].at, to.path);
	return 0;
}

int sys_pivot_root(const char *new_root, const char *put_old)
{
	struct vfs_location new, old;
	int root = vfs_root.mount, err;

	MAY_FAIL(new_root);
	err = vfs_walk(new_root, &new);
	if (!err)
		err = vfs_walk(put_old, &old);
	if (err)
		return err;
	if (vfs_mounts[root].parent < 0 || vfs_is_root(&new) < 0)
		return -EINVAL;
	vfs_mounts[new.mount].parent = vfs_mounts[root].parent;
	strcpy(vfs_mounts[new.mount].at, vfs_mounts[root].at);
	vfs_mounts[root].parent = old.mount;
	strcpy(vfs_mounts[root].at, old.path);
	vfs_root = new;
	return 0;
}

int sys_chroot(const char *path)
{
	MAY_FAIL(path);
	if (w.process != 1 && w.world->root_hangs)
		turns_hang(true);
	if (w.process != 1 && w.world->disk_removed)
		world_disk_disappears();
	w.dead_disk = w.process != 1 && (w.world->root_fails || w.world->disk_removed);
	return vfs_walk(path, &vfs_root);
}

int sys_chdir(const char *path)
{
	MAY_FAIL(path);
	return vfs_walk(path, &vfs_cwd);
}

int sys_fchdir(int fd)
{
	MAY_FAIL(world_file_of(fd));
	if (fd < 0 || fd >= VFS_FDS)
		return -EBADF;
	vfs_cwd = w.fds[fd];
	return 0;
}

int sys_fs_read_only(const char *path)
{
	struct vfs_location location;
	int err;

	MAY_FAIL(path);
	err = vfs_walk(path, &location);
	return err ? err : w.read_only;
}

int sys_fs_magic(int fd, uint64_t *ret_magic)
{
	(void)fd;
	MAY_FAIL(world_file_of(fd));
	*ret_magic = w.world->ramdisk ? 0xef53 : 0x858458f6; /* EXT2_SUPER_MAGIC, RAMFS_MAGIC */
	return 0;
}

/* ---- for the log --------------------------------------------------------------------------- */

static void list_flags(unsigned long flags, char *text, size_t size)
{
	static const struct {
		unsigned long flag;
		const char *name;
	} names[] = {{MS_NOSUID, ",nosuid"}, {MS_NODEV, ",nodev"}, {MS_NOEXEC, ",noexec"}};

	snprintf(text, size, "%s", flags & MS_RDONLY ? "ro" : "rw");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag)
			strncat(text, names[i].name, size - strlen(text) - 1);
}

static void list_mount(const struct vfs_mount *mount, const char *at, char *text, size_t size)
{
	char flags[40];
	size_t used = strlen(text);

	list_flags(mount->flags, flags, sizeof(flags));
	snprintf(text + used, size - used, " %s=%s(%s)", at, strrchr(mount->host, '/') + 1, flags);
}

/* The root and the mounts in it and in those, in the order of mounting. */
void world_list_mounts(char *text, size_t size)
{
	const struct vfs_mount *mount;

	*text = '\0';
	list_mount(&vfs_mounts[vfs_root.mount], "/", text, size);
	for (int i = 0; (mount = vfs_mount_at(i)); i++) {
		const struct vfs_mount *parent = mount->parent < 0 ? mount
								   : &vfs_mounts[mount->parent];
		char at[2 * VFS_PATH];

		if (mount->parent == vfs_root.mount) {
			list_mount(mount, mount->at, text, size);
		} else if (parent->parent == vfs_root.mount) {
			snprintf(at, sizeof(at), "%s%s", parent->at, mount->at);
			list_mount(mount, at, text, size);
		}
	}
}
