// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/realroot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/rootspec.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/devices/block.h"
#include "tools/mkinitrd/host/mounted.h"
#include "tools/mkinitrd/machine/find.h"

/* ---- fstab, if / is in memory ----------------------------------------------------------------*/

/* Walks a row of fstab as if it were mounted. */
static int walk_entry(struct walk *walk, struct mount *mount)
{
	char path[PATH_MAX], *number;

	if (strcmp(mount->type, "auto") == 0)
		return walk_stop(walk, "%s: no file system type in /etc/fstab", mount->target);
	if (!find_device(walk->host, mount->source, path))
		return walk_stop(walk, "%s: cannot find device %s of /etc/fstab", mount->target,
				 mount->source);
	number = host_text(walk->host, path, "dev");
	if (number)
		snprintf(mount->device, sizeof(mount->device), "%s", number);
	free(number);
	return mounted_walk(walk, mount, mount->target);
}

/* 1: fstab has no such row. */
static int walk_fstab(struct walk *walk, const char *target)
{
	struct mountinfo table;
	int result = 1;

	mountinfo_read_fstab(walk->host, &table);
	for (size_t i = 0; i < table.count && result > 0; i++)
		if (strcmp(table.mount[i].target, target) == 0)
			result = walk_entry(walk, &table.mount[i]);
	mountinfo_free(&table);
	return result;
}

/* ---- the root ---------------------------------------------------------------------------------*/

static bool is_memory(const struct mount *mount)
{
	return strcmp(mount->type, "rootfs") == 0 || strcmp(mount->type, "tmpfs") == 0 ||
	       strcmp(mount->type, "ramfs") == 0;
}

/* 1: its device is unknown. */
static int walk_target(struct walk *walk, const char *target)
{
	const struct mount *mount = mountinfo_at(&walk->mounts, target);

	if (mount && !is_memory(mount))
		return mounted_walk(walk, mount, target);
	return walk_fstab(walk, target);
}

int realroot_walk(struct walk *walk)
{
	int root, usr;

	walk->purpose = NEED_ROOT;
	root = walk_target(walk, "/");
	if (root > 0)
		root = walk_stop(walk, "/: no device in /proc/self/mountinfo or /etc/fstab; in a "
				       "chroot, use --generic, or --machine with a directory that "
				       "--capture wrote outside of it");
	usr = walk_target(walk, "/usr");
	return root < 0 || usr < 0 ? -1 : 0;
}
