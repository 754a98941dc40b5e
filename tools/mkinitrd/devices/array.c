// SPDX-License-Identifier: GPL-2.0
/* md arrays: the driver of the level, and the helper for the metadata. */
#include "tools/mkinitrd/devices/array.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Container types of the members (fs/probe.h), by md/metadata_version. */
static const struct {
	const char *version, *type;
} types[] = {
	{"[01].*", "linux_raid_member"},
	{"external:ddf", "ddf_raid_member"},
	{"external:imsm", "isw_raid_member"},
};
enum { TYPES = sizeof(types) / sizeof(types[0]) };

/* An array in a firmware RAID container has "external:/CONTAINER/NUMBER": reads the container's. */
static char *read_version(const struct walk *walk, const char *disk)
{
	static const char inside[] = "external:/";
	char *version = host_text(walk->host, disk, "md/metadata_version");
	char *name, *path;

	if (!version || strncmp(version, inside, strlen(inside)) != 0)
		return version;
	name = version + strlen(inside);
	path = alloc_text("/sys/devices/virtual/block/%.*s/md", (int)strcspn(name, "/"), name);
	free(version);
	version = host_text(walk->host, path, "metadata_version");
	free(path);
	return version;
}

static const char *type_of(const char *version)
{
	for (size_t i = 0; version && i < TYPES; i++) {
		if (fnmatch(types[i].version, version, 0) == 0)
			return types[i].type;
	}
	return NULL;
}

static int need_helper(struct walk *walk, const char *disk, const char *chain)
{
	char *version = read_version(walk, disk);
	const char *type = type_of(version);

	free(version);
	if (!type)
		return walk_stop(walk, "%s: RAID array with unsupported metadata", chain);
	walk_need_helper(walk, type, chain);
	return 0;
}

int array_walk(struct walk *walk, const char *disk, const char *chain)
{
	char *level = host_text(walk->host, disk, "md/level");
	char *alias = alloc_text("md-%s", level ? level : "");

	walk_need(walk, alias, "RAID array", chain);
	free(alias);
	free(level);
	return need_helper(walk, disk, chain);
}
