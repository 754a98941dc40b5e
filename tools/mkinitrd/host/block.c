// SPDX-License-Identifier: GPL-2.0
/*
 * Block devices. A disk that is made of others (device mapper, md, bcache) is a virtual device that
 * names them in its directory slaves/; any other hangs on hardware.
 */
#include "tools/mkinitrd/host/block.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/host/array.h"
#include "tools/mkinitrd/host/hardware.h"
#include "tools/mkinitrd/host/mapper.h"

static void to_parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* ---- hardware ---------------------------------------------------------------------------------*/

/* Disks that hang on hardware, or none, in a way that is not for /init to open. */
static const struct {
	const char *path;
	const char *what;
} closed[] = {
	{"/sys/devices/*/session[0-9]*", "it comes by iSCSI"},
	{"/sys/devices/*/vhci_hcd*", "it comes by USB/IP"},
	{"/sys/devices/virtual/nvme-fabrics/*", "it comes by NVMe over fabrics"},
	{"/sys/devices/virtual/block/loop*", "it is a file"},
	{"/sys/devices/virtual/block/zram*", "it is memory"},
	{"/sys/devices/virtual/block/nbd*", "it comes over the network"},
	{"/sys/devices/virtual/*", "it hangs on no hardware"},
	{"/sys/devices/rbd/*", "it comes over the network"},
};

static int walk_disk(struct walk *walk, const char *disk, const char *chain)
{
	bool driven = false;

	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
		if (fnmatch(closed[i].path, disk, 0) == 0)
			return walk_stop(walk, "%s: %s, which gangway cannot open", chain,
					 closed[i].what);
	}
	if (hardware_walk(walk, disk, chain, &driven) < 0)
		return -1;
	return driven ? 0 : walk_stop(walk, "%s: nothing in %s tells its driver", chain, disk);
}

/* ---- layers -----------------------------------------------------------------------------------*/

/* Those in the directory slaves/ of a disk. */
static int walk_slaves(struct walk *walk, const char *disk, const char *chain)
{
	char *slaves = alloc_text("%s/slaves", disk);
	struct list names = {0};
	char path[PATH_MAX];
	int result = 0;

	host_list(walk->host, slaves, "*", &names);
	if (names.count == 0)
		result = walk_stop(walk, "%s: it is made of no device", chain);
	for (size_t i = 0; i < names.count && result == 0; i++) {
		if (host_follow(walk->host, slaves, names.item[i], path))
			result = block_walk(walk, path, chain);
	}
	list_free(&names);
	free(slaves);
	return result;
}

static int walk_mapper(struct walk *walk, const char *disk, const char *chain)
{
	return mapper_walk(walk, disk, chain) < 0 ? -1 : walk_slaves(walk, disk, chain);
}

static int walk_array(struct walk *walk, const char *disk, const char *chain)
{
	return array_walk(walk, disk, chain) < 0 ? -1 : walk_slaves(walk, disk, chain);
}

/* The directory bcache/ of each device that caches, as the set's links name it. */
static int walk_caches(struct walk *walk, const char *set, const char *chain)
{
	struct list names = {0};
	char path[PATH_MAX];
	int result = 0;

	host_list(walk->host, set, "cache[0-9]*", &names);
	for (size_t i = 0; i < names.count && result == 0; i++) {
		if (host_follow(walk->host, set, names.item[i], path)) {
			to_parent(path);
			result = block_walk(walk, path, chain);
		}
	}
	list_free(&names);
	return result;
}

/* The cache is no slave; the set that the device belongs to knows it. */
static int walk_bcache(struct walk *walk, const char *disk, const char *chain)
{
	char set[PATH_MAX];
	int result;

	walk_need(walk, "bcache", "a cached device", chain);
	walk_need_helper(walk, "bcache", chain);
	result = walk_slaves(walk, disk, chain);
	if (result == 0 && host_follow(walk->host, disk, "bcache/set", set))
		result = walk_caches(walk, set, chain);
	return result;
}

/* NVMe with several paths: links to the controllers, beside the disk. */
static int walk_paths(struct walk *walk, const char *disk, const char *chain)
{
	char path[PATH_MAX], *subsystem = alloc_text("%s", disk);
	struct list names = {0};
	bool found = false;
	int result = 0;

	to_parent(subsystem);
	host_list(walk->host, subsystem, "nvme*", &names);
	for (size_t i = 0; i < names.count && result == 0; i++) {
		if (host_follow(walk->host, subsystem, names.item[i], path) &&
		    strncmp(path, subsystem, strlen(subsystem)) != 0) {
			result = walk_disk(walk, path, chain);
			found = true;
		}
	}
	if (!found)
		result = walk_stop(walk, "%s: no controller leads to it", chain);
	list_free(&names);
	free(subsystem);
	return result;
}

/* The last takes all that is left. */
static const struct {
	const char *path; /* of the disk */
	const char *sign; /* what is in its directory; NULL: whatever */
	int (*walk)(struct walk *walk, const char *disk, const char *chain);
} layers[] = {
	{"/sys/devices/virtual/block/*", "dm", walk_mapper},
	{"/sys/devices/virtual/block/*", "md", walk_array},
	{"/sys/devices/virtual/block/*", "bcache", walk_bcache},
	{"/sys/devices/virtual/nvme-subsystem/*", NULL, walk_paths},
	{"*", NULL, walk_disk},
};

static bool is_layer(const struct walk *walk, size_t layer, const char *disk)
{
	char path[PATH_MAX];

	if (fnmatch(layers[layer].path, disk, 0) != 0)
		return false;
	return !layers[layer].sign || host_follow(walk->host, disk, layers[layer].sign, path);
}

static int walk_layers(struct walk *walk, const char *disk, const char *chain)
{
	size_t layer = 0;

	while (!is_layer(walk, layer, disk))
		layer++;
	return layers[layer].walk(walk, disk, chain);
}

static int walk_deeper(struct walk *walk, const char *disk, const char *chain)
{
	int result;

	if (walk->depth >= WALK_DEPTH_MAX)
		return walk_stop(walk, "%s: more than %d devices on one another", chain,
				 WALK_DEPTH_MAX);
	walk->depth++;
	result = walk_layers(walk, disk, chain);
	walk->depth--;
	return result;
}

/* Each once: of n disks that lie on one another two by two there are 2^n ways to the last. */
int block_walk(struct walk *walk, const char *device, const char *chain)
{
	char *longer, *disk, *partition;
	int result;

	if (set_has(&walk->walked, device))
		return 0;
	longer = alloc_text("%s on %s", chain, path_name(device));
	disk = alloc_text("%s", device);
	partition = host_text(walk->host, device, "partition");
	if (partition)
		to_parent(disk);
	result = walk_deeper(walk, disk, longer);
	if (result == 0)
		set_add(&walk->walked, device);
	free(partition);
	free(disk);
	free(longer);
	return result;
}
