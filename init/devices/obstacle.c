// SPDX-License-Identifier: GPL-2.0
#include "init/devices/obstacle.h"

#include "fs/stack.h"
#include "lib/format.h"
#include "lib/text.h"

enum obstacle obstacle_of_disk(struct devices *d, const struct device *partition)
{
	const struct device *disk;

	if (!partition->dev.partition)
		return OBSTACLE_NONE;
	disk = devlist_find(d, partition->dev.disk);
	if (!disk || !devices_probed(disk))
		return OBSTACLE_DISK_UNPROBED;
	return disk->id.container ? OBSTACLE_DISK_CONTAINER : OBSTACLE_NONE;
}

bool obstacle_is_held(const struct device *device)
{
	return stack_is_held(device->dev.name) ||
	       (device->dev.partition && stack_is_held(device->dev.disk));
}

/* According to the probe. */
static enum obstacle of_content(struct devices *d, const struct device *device)
{
	if (device->state == DEVICE_GONE)
		return OBSTACLE_GONE;
	if (!devices_probed(device))
		return OBSTACLE_UNPROBED;
	if (!device->dev.size)
		return OBSTACLE_EMPTY;
	if (device->bad)
		return OBSTACLE_BAD;
	if (device->id.container)
		return OBSTACLE_CONTAINER;
	if (!probe_is_mountable(&device->id))
		return OBSTACLE_CONTENT;
	return obstacle_of_disk(d, device);
}

/* Without regard to other devices of its file system. */
static enum obstacle of_device(struct devices *d, const struct device *device)
{
	enum obstacle obstacle = of_content(d, device);

	if (obstacle != OBSTACLE_NONE)
		return obstacle;
	if (stack_is_inner(&device->dev))
		return OBSTACLE_INNER;
	if (obstacle_is_held(device))
		return OBSTACLE_HELD;
	return stack_is_snapshot(&device->dev) ? OBSTACLE_SNAPSHOT : OBSTACLE_NONE;
}

bool obstacle_is_member(struct devices *d, const struct device *device, const struct device *other)
{
	return device->id.members && other->id.members &&
	       text_equal(device->id.uuid, other->id.uuid) && of_device(d, other) == OBSTACLE_NONE;
}

static bool is_copied(struct devices *d, const struct device *member)
{
	for (const struct device *other = NULL; (other = devlist_next(d, other));)
		if (other != member && other->id.member == member->id.member &&
		    obstacle_is_member(d, member, other))
			return true;
	return false;
}

static enum obstacle of_members(struct devices *d, const struct device *device)
{
	uint64_t missing = device->id.members;

	for (const struct device *member = NULL; (member = devlist_next(d, member));) {
		if (!obstacle_is_member(d, device, member))
			continue;
		if (is_copied(d, member))
			return OBSTACLE_COPIED;
		missing -= missing > 0; /* a device that was added is not counted by a stale one */
	}
	return missing ? OBSTACLE_INCOMPLETE : OBSTACLE_NONE;
}

enum obstacle obstacle_of(struct devices *d, const struct device *device)
{
	enum obstacle obstacle = of_device(d, device);

	return obstacle == OBSTACLE_NONE ? of_members(d, device) : obstacle;
}

static const char *const texts[] = {
	[OBSTACLE_NONE] = "is in order",
	[OBSTACLE_GONE] = "was removed",
	[OBSTACLE_UNPROBED] = "is not probed yet",
	[OBSTACLE_EMPTY] = "is empty",
	[OBSTACLE_DISK_UNPROBED] = "is on a disk that is not probed yet",
	[OBSTACLE_HELD] = "is in use by another device",
	[OBSTACLE_BAD] = "could not be mounted",
	[OBSTACLE_INCOMPLETE] = "lacks devices of its file system",
	[OBSTACLE_COPIED] = "is in a file system with a copied device",
	[OBSTACLE_CONTAINER] = "is a container",
	[OBSTACLE_DISK_CONTAINER] = "is on a disk that is a container",
	[OBSTACLE_CONTENT] = "is not a file system",
	[OBSTACLE_INNER] = "is an internal part of a volume",
	[OBSTACLE_SNAPSHOT] = "is a snapshot",
};

void obstacle_text(struct devices *d, const struct device *device, char text[OBSTACLE_TEXT_SIZE])
{
	enum obstacle obstacle = obstacle_of(d, device);
	const struct device *disk = devlist_find(d, device->dev.disk);
	const char *type = obstacle == OBSTACLE_DISK_CONTAINER && disk ? disk->id.type
			   : obstacle == OBSTACLE_CONTAINER || obstacle == OBSTACLE_CONTENT
				   ? device->id.type
				   : NULL;

	format_text(text, OBSTACLE_TEXT_SIZE, "%s%s%s%s", texts[obstacle], type ? " (" : "",
		    type ? type : "", type ? ")" : "");
}
