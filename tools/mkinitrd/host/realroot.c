// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/realroot.h"

#include <libmount/libmount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/rootspec.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/devices/block.h"
#include "tools/mkinitrd/host/mounted.h"
#include "tools/mkinitrd/machine/find.h"
#include "tools/mkinitrd/with/with.h"

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

/* ---- what /lib/gangway/mounts mounts ---------------------------------------------------------*/

static bool has_option(const struct mount *mount, const char *name)
{
	return mnt_match_options(mount->options, name) == 1;
}

/* As is_wanted() and is_device() of helpers/mounts/main.c. */
static bool is_mounted_early(const struct mount *mount)
{
	bool device = strncmp(mount->source, "/dev/", 5) == 0 || strchr(mount->source, '=');

	return device && strcmp(mount->target, "/") != 0 && !has_option(mount, "+noauto") &&
	       (strcmp(mount->target, "/usr") == 0 || has_option(mount, "+x-initrd.mount"));
}

static int walk_early(struct walk *walk, struct mount *row)
{
	const struct mount *mounted = mountinfo_at(&walk->mounts, row->target);
	int result = 0;

	walk->purpose = NEED_ROOT;
	walk_need_helper(walk, "mounts", row->target);
	if (has_option(row, "+nofail"))
		walk->purpose = NEED_OPTIONAL;
	if (!mounted)
		result = walk_entry(walk, row);
	else if (strcmp(row->target, "/usr") != 0) /* else it was walked */
		result = mounted_walk(walk, mounted, row->target);
	walk->purpose = NEED_ROOT;
	return result;
}

static int walk_all_early(struct walk *walk)
{
	struct mountinfo table;
	int result = 0;

	mountinfo_read_fstab(walk->host, &table);
	for (size_t i = 0; i < table.count && result == 0; i++) {
		const struct mount *row = &table.mount[i];
		bool early = is_mounted_early(row);

		if (row->checked && (with_checks(row->type) || strcmp(row->type, "auto") == 0) &&
		    (early || strcmp(row->target, "/") == 0))
			walk_need_helper(walk, "fsck", row->target);
		if (early)
			result = walk_early(walk, &table.mount[i]);
	}
	mountinfo_free(&table);
	return result;
}

int realroot_walk(struct walk *walk)
{
	const struct mount *usr;
	int root;

	walk->purpose = NEED_ROOT;
	root = walk_target(walk, "/");
	if (root > 0)
		root = walk_stop(walk, "/: no device in /proc/self/mountinfo or /etc/fstab; in a "
				       "chroot, use --generic, or --machine with a directory that "
				       "--capture wrote outside of it");
	usr = mountinfo_at(&walk->mounts, "/usr");
	if (root == 0 && usr && !is_memory(usr))
		root = mounted_walk(walk, usr, "/usr");
	return root < 0 ? -1 : walk_all_early(walk);
}
