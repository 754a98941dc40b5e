// SPDX-License-Identifier: GPL-2.0
#include "fs/stack.h"

#include <errno.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum {
	UUID_SIZE = 129, /* DM_UUID_LEN (linux/dm-ioctl.h, 6.1) */
	LVM_ID = 64,     /* UUIDs of group and volume, 32 characters each */
	PATH_SIZE = sizeof("/sys/class/block//slaves//dm/uuid") + 2 * BLOCKDEV_NAME_SIZE,
};

static int found_one(void *context, const char *name, unsigned char type)
{
	(void)context, (void)name, (void)type;
	return 1;
}

/* Calls `each` for the name of every device that holds this one. Returns what `each` did, if not 0. */
static int each_holder(const char *name, file_each_fn *each, void *context)
{
	char path[PATH_SIZE];

	text_format(path, sizeof(path), "/sys/class/block/%s/holders", name);
	return file_each(SYS_CWD, path, each, context);
}

bool stack_is_held(const char *name)
{
	return each_holder(name, found_one, NULL) == 1;
}

/* Empty if the device has none. */
static void read_uuid(const char *path, char *uuid)
{
	if (file_read_value(path, uuid, UUID_SIZE) < 0)
		*uuid = '\0';
}

static void own_uuid(const char *name, char *uuid)
{
	char path[PATH_SIZE];

	text_format(path, sizeof(path), "/sys/class/block/%s/dm/uuid", name);
	read_uuid(path, uuid);
}

/* UUID: CRYPT-LUKS2-UUID-NAME (dm_prepare_uuid() of cryptsetup 2.6) */
static int take_unlocked(void *context, const char *name, unsigned char type)
{
	char uuid[UUID_SIZE];

	(void)type;
	own_uuid(name, uuid);
	return text_after(uuid, "CRYPT-LUKS") && !text_copy(context, BLOCKDEV_NAME_SIZE, name);
}

bool stack_unlocked(const char *name, char ret_mapped[BLOCKDEV_NAME_SIZE])
{
	return each_holder(name, take_unlocked, ret_mapped) == 1;
}

/* The volume in VG-LV, where '-' within each name is doubled. */
static const char *volume_of(const char *name)
{
	while (*name && (name[0] != '-' || name[1] == '-'))
		name += *name == '-' ? 2 : 1;
	return *name ? name + 1 : name;
}

/*
 * UUID: LVM-GROUP+VOLUME-LAYER (build_dm_uuid() of LVM2). The legs of mirrors and RAIDs have no
 * layer, but reserved names, and so has what pvmove moves (lib/misc/lvm-string.c).
 */
static bool is_part_of_volume(const char *uuid, const char *name)
{
	static const char *const legs[] = {"_rimage", "_rmeta", "_mimage", "_mlog"};
	const char *id = text_after(uuid, "LVM-"), *volume = volume_of(name);

	for (unsigned i = 0; id && i < sizeof(legs) / sizeof(legs[0]); i++)
		if (strstr(volume, legs[i]))
			return true;
	return id && (text_after(volume, "pvmove") || (strlen(id) > LVM_ID && id[LVM_ID] == '-'));
}

bool stack_is_inner(const struct blockdev *dev)
{
	char uuid[UUID_SIZE];

	if (!*dev->mapper)
		return false;
	own_uuid(dev->name, uuid);
	return text_after(uuid, "CRYPT-SUBDEV-") || text_after(uuid, "CRYPT-TEMP-") ||
	       is_part_of_volume(uuid, dev->mapper);
}

/* A snapshot has its own UUID-cow as a slave. A merging origin has the UUID-cow of a snapshot. */
struct stack_search {
	const char *name;
	char cow[UUID_SIZE];
};

static int is_cow(void *context, const char *slave, unsigned char type)
{
	const struct stack_search *search = context;
	char path[PATH_SIZE], uuid[UUID_SIZE];

	(void)type;
	if (text_format(path, sizeof(path), "/sys/class/block/%s/slaves/%s/dm/uuid", search->name,
			slave) < 0)
		return 0; /* longer than any device name */
	read_uuid(path, uuid);
	return text_equal(uuid, search->cow);
}

bool stack_is_snapshot(const struct blockdev *dev)
{
	struct stack_search search = {.name = dev->name};
	char path[PATH_SIZE], uuid[UUID_SIZE];

	if (!*dev->mapper)
		return false;
	own_uuid(dev->name, uuid);
	if (!text_after(uuid, "LVM-") ||
	    text_format(search.cow, sizeof(search.cow), "%s-cow", uuid) < 0)
		return false;
	text_format(path, sizeof(path), "/sys/class/block/%s/slaves", dev->name);
	return file_each(SYS_CWD, path, is_cow, &search) == 1;
}
