// SPDX-License-Identifier: GPL-2.0
#include "sysmap/install/mapdir.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "sysmap/install/atomic.h"
#include "sysmap/install/fstab.h"

/* f_type of an automount point without a mount (linux/magic.h, 6.1). */
enum { AUTOFS_MAGIC = 0x0187 };

/* Translates the path for merged-usr. */
static int merge_usr(const char *root, const char *path, char *ret_path)
{
	char lib[ATOMIC_PATH], link[16];
	const char *target = link;
	ssize_t len = text_format(lib, sizeof(lib), "%s/lib", root);

	if (len >= 0)
		len = text_after(path, "/lib/") ? sys_readlink(SYS_CWD, lib, link, sizeof(link) - 1)
						: -EINVAL;
	link[len > 0 ? len : 0] = '\0';
	if (*target == '/')
		target++;
	len = text_format(ret_path, ATOMIC_PATH, "%s%s",
			  text_equal(target, "usr/lib") ? "/usr" : "", path);
	return len < 0 ? len : 0;
}

static int stat_in(const char *root, const char *dir, struct sys_stat *ret_stat)
{
	char path[ATOMIC_PATH];
	int len = text_format(path, sizeof(path), "%s%s", root, dir);

	return len < 0 ? len : sys_stat(SYS_CWD, path, AT_SYMLINK_NOFOLLOW, ret_stat);
}

int mapdir_path(const char *root, const char *path, char *ret_path)
{
	char real[ATOMIC_PATH];
	struct sys_stat st;
	int err = merge_usr(root, path, real);

	for (char *end = real; !err && (end = strchr(end + 1, '/'));) {
		*end = '\0';
		if (stat_in(root, real, &st) == 0 && S_ISLNK(st.mode))
			err = -ELOOP;
		*end = '/';
	}
	if (!err)
		err = text_format(ret_path, ATOMIC_PATH, "%s%s", root, real);
	return err < 0 ? err : 0;
}

static int is_of_a_boot_loader(void *context, const char *name, unsigned char type)
{
	(void)context;
	(void)type;
	return !text_after(name, "System.map");
}

/* A boot directory needs more than maps, which may have been installed by mistake. */
static bool is_empty(const char *root, const char *dir)
{
	char path[ATOMIC_PATH];

	return text_format(path, sizeof(path), "%s%s", root, dir) < 0 ||
	       file_each(SYS_CWD, path, is_of_a_boot_loader, NULL) != 1;
}

/* O_PATH does not trigger the automount. */
static bool is_automount(const char *root, const char *dir)
{
	char path[ATOMIC_PATH];
	uint64_t magic = 0;
	int fd = text_format(path, sizeof(path), "%s%s", root, dir);

	if (fd >= 0)
		fd = sys_open(SYS_CWD, path, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return false;
	(void)sys_fs_magic(fd, &magic); /* on error 0 */
	sys_close(fd);
	return magic == AUTOFS_MAGIC;
}

static enum mapdir unmounted_state(const char *root, const char *dir)
{
	switch (fstab_find(root, dir)) {
	case FSTAB_MOUNTED:
		return MAPDIR_WAITS;
	case FSTAB_NOAUTO:
		return MAPDIR_MOUNT_POINT;
	case FSTAB_NONE:
		break;
	}
	return text_equal(dir, "/boot") && is_empty(root, dir) ? MAPDIR_MOUNT_POINT : MAPDIR_READY;
}

/* *above: state of the parent directory, replaced by that of `dir`. */
static enum mapdir state_of(const char *root, const char *dir, struct sys_stat *above)
{
	const struct sys_stat parent = *above;
	bool mounted;

	if (stat_in(root, dir, above))
		return MAPDIR_MISSING;
	if (S_ISLNK(above->mode))
		return MAPDIR_LINK;
	if (!S_ISDIR(above->mode))
		return MAPDIR_MISSING;
	mounted = above->mount_root || above->dev_major != parent.dev_major ||
		  above->dev_minor != parent.dev_minor;
	if (!mounted)
		return unmounted_state(root, dir);
	/* wait for automounts of the fstab; do not trigger those of generators */
	return is_automount(root, dir) && fstab_find(root, dir) == FSTAB_NONE ? MAPDIR_MOUNT_POINT
									      : MAPDIR_READY;
}

enum mapdir mapdir_state(const char *root, const char *path)
{
	char real[ATOMIC_PATH];
	struct sys_stat above;
	enum mapdir state = MAPDIR_READY;

	if (merge_usr(root, path, real) || stat_in(root, "/", &above))
		return MAPDIR_MISSING;
	for (char *end = real; state == MAPDIR_READY && (end = strchr(end + 1, '/'));) {
		*end = '\0';
		state = state_of(root, real, &above);
		*end = '/';
	}
	return state;
}

const char *mapdir_text(enum mapdir state)
{
	static const char *const texts[] = {
		[MAPDIR_LINK] = "not installed: its directory is reached through a symbolic link",
		[MAPDIR_MOUNT_POINT] =
			"not installed: its directory may be a mount point, and nothing is mounted",
	};

	return state < sizeof(texts) / sizeof(texts[0]) ? texts[state] : NULL;
}
