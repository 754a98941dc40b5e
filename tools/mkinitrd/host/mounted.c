// SPDX-License-Identifier: GPL-2.0
/* Mounted file systems, and the devices that they are on. */
#include "tools/mkinitrd/host/mounted.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "init/config/config.h"
#include "tools/mkinitrd/devices/block.h"
#include "tools/mkinitrd/machine/find.h"

static const char numbers[] = "/sys/dev/block";
static const char pools[] = "/sys/fs/btrfs";

/* ---- modules ----------------------------------------------------------------------------------*/

/* Mount options that name a character set, and the prefix of its module. */
static const struct {
	const char *option, *prefix;
} tables[] = {
	{"codepage", "nls_cp"},
	{"iocharset", "nls_"},
	{"nls", "nls_"},
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static void need_tables(struct walk *walk, const char *options, const char *chain)
{
	for (size_t i = 0; i < TABLES; i++) {
		char *value = mount_option(options, tables[i].option);
		char *name = alloc_text("%s%s", tables[i].prefix, value ? value : "");

		if (value)
			list_add(&need_add(walk->needs, NEED_UNLOADED, "%s=%s: %s",
					   tables[i].option, value, chain)
					  ->names,
				 name);
		free(name);
		free(value);
	}
}

static void need_type(struct walk *walk, const struct mount *mount, const char *chain)
{
	char *alias = alloc_text("fs-%s", mount->type);
	struct need *need = need_add(walk->needs, walk->purpose, "file system of %s", chain);

	list_add(&need->names, alias);
	/* kernels before 5.2 do not list the aliases of built-in modules */
	list_add(&need->names, mount->type);
	need_tables(walk, mount->options, chain);
	free(alias);
}

/* ---- devices ----------------------------------------------------------------------------------*/

/* Separate log and real-time devices, as of XFS, and external journals. */
static int walk_logs(struct walk *walk, const struct mount *mount, const char *chain)
{
	static const char *const options[] = {"logdev", "rtdev", "journal_path"};
	char path[PATH_MAX];
	int result = 0;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]) && result == 0; i++) {
		char *name = mount_option(mount->options, options[i]);

		if (name && find_device(walk->host, name, path))
			result = block_walk(walk, path, chain);
		else if (name)
			result = walk_stop(walk, "%s: cannot find %s=%s", chain, options[i], name);
		free(name);
	}
	return result;
}

static int walk_device(struct walk *walk, const struct mount *mount, const char *chain)
{
	char path[PATH_MAX];

	if (!host_follow(walk->host, numbers, mount->device, path))
		return walk_stop(walk, "%s: %s is on device %s, which is not in %s", chain,
				 mount->type, mount->device, numbers);
	if (block_walk(walk, path, chain) < 0)
		return -1;
	return walk_logs(walk, mount, chain);
}

/* ---- btrfs: several devices, an anonymous device number ---------------------------------------*/

static bool pool_has(const struct walk *walk, const char *pool, const char *device,
		     struct list *members)
{
	char path[PATH_MAX];
	bool has = false;

	host_list(walk->host, pool, "*", members);
	for (size_t i = 0; i < members->count && !has; i++)
		has = host_follow(walk->host, pool, members->item[i], path) &&
		      strcmp(path, device) == 0;
	return has;
}

static int walk_members(struct walk *walk, const char *pool, const struct list *members,
			const char *chain)
{
	char path[PATH_MAX];
	int result = 0;

	for (size_t i = 0; i < members->count && result == 0; i++) {
		if (host_follow(walk->host, pool, members->item[i], path))
			result = block_walk(walk, path, chain);
	}
	return result;
}

/* 1: the device is not in this pool. */
static int try_pool(struct walk *walk, const char *uuid, const char *device, const char *chain)
{
	char *pool = alloc_text("%s/%s/devices", pools, uuid);
	struct list members = {0};
	int result = 1;

	if (pool_has(walk, pool, device, &members))
		result = walk_members(walk, pool, &members, chain);
	list_free(&members);
	free(pool);
	return result;
}

static int walk_btrfs(struct walk *walk, const struct mount *mount, const char *chain)
{
	struct list uuids = {0};
	char device[PATH_MAX];
	int result = 1;

	if (!find_device(walk->host, mount->source, device))
		return walk_stop(walk, "%s: cannot find device %s", chain, mount->source);
	host_list(walk->host, pools, "*-*", &uuids);
	for (size_t i = 0; i < uuids.count && result > 0; i++)
		result = try_pool(walk, uuids.item[i], device, chain);
	list_free(&uuids);
	return result > 0 ? block_walk(walk, device, chain) : result;
}

/* ---- overlay: directories of other mounts ---------------------------------------------------------*/

static int walk_dir(struct walk *walk, const struct mount *overlay, const char *dir,
		    const char *chain)
{
	const struct mount *below = mountinfo_holding(&walk->mounts, dir);
	int result;

	if (!below || below == overlay)
		return walk_stop(
			walk,
			"%s: overlay of %s, which is not visible here; in a container, use --generic, "
			"or --machine with a directory that --capture wrote outside of it",
			chain, dir);
	/* a writable layer in memory is not on a device */
	if (strcmp(below->type, "tmpfs") == 0 || set_has(&walk->walked, below->target))
		return 0;
	if (walk->depth >= WALK_DEPTH_MAX)
		return walk_stop(walk, "%s: more than %d nested mounts", chain, WALK_DEPTH_MAX);
	walk->depth++;
	result = mounted_walk(walk, below, chain);
	walk->depth--;
	if (result == 0)
		set_add(&walk->walked, below->target);
	return result;
}

static int walk_dirs(struct walk *walk, const struct mount *overlay, const char *option,
		     const char *chain)
{
	char *dirs = mount_option(overlay->options, option), *rest = dirs, *dir;
	int result = 0;

	while (result == 0 && (dir = strsep(&rest, ":")))
		result = walk_dir(walk, overlay, dir, chain);
	free(dirs);
	return result;
}

static int walk_overlay(struct walk *walk, const struct mount *mount, const char *chain)
{
	int result = walk_dirs(walk, mount, "lowerdir", chain);

	return result == 0 ? walk_dirs(walk, mount, "upperdir", chain) : result;
}

/* ---- all of them ------------------------------------------------------------------------------*/

static int walk_unsupported(struct walk *walk, const struct mount *mount, const char *chain)
{
	return walk_stop(walk, "%s: %s %s is not on a block device and therefore not supported",
			 chain, mount->type, mount->source);
}

/* 1: the source is not a list of block devices. */
static int walk_source(struct walk *walk, char *rest, const char *chain)
{
	char device[PATH_MAX], *name;
	int result = 0;

	while (result == 0 && (name = strsep(&rest, ":"))) {
		if (*name != '/' || !find_device(walk->host, name, device))
			return 1;
		result = block_walk(walk, device, chain);
	}
	return result;
}

/*
 * The device number is anonymous. The source names the devices, which bcachefs separates with ':'.
 * mount(2) needs the names of all of them, but root= can name only one.
 */
static int walk_anonymous(struct walk *walk, const struct mount *mount, const char *chain)
{
	char *names = alloc_text("%s", mount->source);
	int result = walk_source(walk, names, chain);

	free(names);
	if (result > 0)
		return walk_unsupported(walk, mount, chain);
	if (result == 0 && strchr(mount->source, ':'))
		return walk_stop(walk,
				 "%s: %s on several devices (%s), but root= can name only one",
				 chain, mount->type, mount->source);
	return result;
}

/* The first match counts; the last row matches everything. */
static const struct {
	const char *type, *device;
	int (*walk)(struct walk *walk, const struct mount *mount, const char *chain);
} kinds[] = {
	{"btrfs", "*", walk_btrfs},       {"overlay", "*", walk_overlay},
	{"fuse*", "*", walk_unsupported}, {"*", "0:*", walk_anonymous},
	{"*", "*", walk_device},
};

static bool is_kind(size_t kind, const struct mount *mount)
{
	return fnmatch(kinds[kind].type, mount->type, 0) == 0 &&
	       fnmatch(kinds[kind].device, mount->device, 0) == 0;
}

int mounted_walk(struct walk *walk, const struct mount *mount, const char *chain)
{
	size_t kind = 0;

	while (!is_kind(kind, mount))
		kind++;
	if (kinds[kind].walk(walk, mount, chain) < 0)
		return -1;
	need_type(walk, mount, chain);
	return 0;
}
