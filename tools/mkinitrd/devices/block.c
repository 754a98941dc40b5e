// SPDX-License-Identifier: GPL-2.0
/*
 * Block devices. A stacked disk (device mapper, md, bcache) is a virtual device with links to its
 * underlying devices in slaves/; all other disks are attached to hardware.
 */
#include "tools/mkinitrd/devices/block.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/devices/array.h"
#include "tools/mkinitrd/devices/hardware.h"
#include "tools/mkinitrd/devices/mapper.h"

static void to_parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = '\0';
}

/* ---- hardware ---------------------------------------------------------------------------------*/

/* Disks that /init cannot set up. */
static const struct {
	const char *path;
	const char *what;
} unsupported[] = {
	{"/sys/devices/*/session[0-9]*", "iSCSI disks"},
	{"/sys/devices/*/vhci_hcd*", "USB/IP disks"},
	{"/sys/devices/virtual/nvme-fabrics/*", "NVMe over Fabrics disks"},
	{"/sys/devices/virtual/block/loop*", "loop devices"},
	{"/sys/devices/virtual/block/zram*", "zram devices"},
	{"/sys/devices/virtual/block/nbd*", "network block devices"},
	{"/sys/devices/virtual/*", "virtual devices"},
	{"/sys/devices/rbd/*", "network block devices"},
};

static int walk_disk(struct walk *walk, const char *disk, const char *chain)
{
	bool driven = false;

	for (size_t i = 0; i < sizeof(unsupported) / sizeof(unsupported[0]); i++) {
		if (fnmatch(unsupported[i].path, disk, 0) == 0)
			return walk_stop(walk, "%s: %s are not supported", chain,
					 unsupported[i].what);
	}
	if (hardware_walk(walk, disk, chain, &driven) < 0)
		return -1;
	return driven ? 0 : walk_stop(walk, "%s: no driver found in %s", chain, disk);
}

/* ---- layers -----------------------------------------------------------------------------------*/

/* Walks the devices in slaves/ of a disk. */
static int walk_slaves(struct walk *walk, const char *disk, const char *chain)
{
	char *slaves = alloc_text("%s/slaves", disk);
	struct list names = {0};
	char path[PATH_MAX];
	int result = 0;

	host_list(walk->host, slaves, "*", &names);
	if (names.count == 0)
		result = walk_stop(walk, "%s: no underlying device", chain);
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

/* Each link cacheN of a cache set points to the directory bcache/ of a cache device. */
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

/* Cache devices are not in slaves/, but in the cache set of the device. */
static int walk_bcache(struct walk *walk, const char *disk, const char *chain)
{
	char set[PATH_MAX];
	int result;

	walk_need(walk, "bcache", "bcache device", chain);
	walk_need_helper(walk, "bcache", chain);
	result = walk_slaves(walk, disk, chain);
	if (result == 0 && host_follow(walk->host, disk, "bcache/set", set))
		result = walk_caches(walk, set, chain);
	return result;
}

/* Multipath NVMe: the subsystem has links to the controllers, next to the disk. */
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
		result = walk_stop(walk, "%s: no NVMe controller found", chain);
	list_free(&names);
	free(subsystem);
	return result;
}

/* The first match counts; the last row matches everything. */
static const struct {
	const char *path; /* of the disk */
	const char *sign; /* an entry of its directory; NULL: any disk */
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
		return walk_stop(walk, "%s: more than %d nested devices", chain, WALK_DEPTH_MAX);
	walk->depth++;
	result = walk_layers(walk, disk, chain);
	walk->depth--;
	return result;
}

/* Walks each device once: n layers of two disks each have 2^n paths to the hardware. */
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
