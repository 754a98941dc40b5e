// SPDX-License-Identifier: GPL-2.0
#include "helpers/trial/slot.h"

#include <errno.h>

#include "fs/partition.h"
#include "fs/slot.h"
#include "helpers/await/finder.h"
#include "helpers/trial/gptpair.h"
#include "helpers/trial/report.h"
#include "lib/sys.h"
#include "lib/text.h"

/* Seconds to wait for a program that has locked the disk, as sfdisk --lock does. */
enum { LOCK_SECONDS = 5 };

enum { PATH_SIZE = BLOCKDEV_NAME_SIZE + sizeof("/dev/"), LINE_SIZE = 128 };

struct slot {
	struct blockdev dev, disk;
	char path[PATH_SIZE]; /* of the disk */
	struct gptpair_disk gpt;
};

/*
 * The whole disk can be written while its partitions are mounted: with
 * CONFIG_BLK_DEV_WRITE_MOUNTED=n, a mount blocks writers of its own block device only
 * (bdev_may_open(), block/bdev.c, 6.8). The kernel does not use the attributes, so it need not read
 * the table again.
 */
static int open_slot(const char *name, int flags, struct slot *slot)
{
	int err = blockdev_read(name, &slot->dev);

	if (!err && !slot->dev.partition)
		err = -ENODEV;
	if (!err)
		err = blockdev_read(slot->dev.disk, &slot->disk);
	if (!err)
		err = blockdev_sector(&slot->disk, &slot->gpt.sector);
	if (err)
		return err;
	blockdev_path(&slot->disk, slot->path, sizeof(slot->path)); /* fits */
	slot->gpt.size = slot->disk.size;
	slot->gpt.fd = sys_open(SYS_CWD, slot->path, flags | O_NONBLOCK);
	return slot->gpt.fd < 0 ? slot->gpt.fd : 0;
}

/*
 * O_DIRECT: the page cache would write whole blocks, of up to 4 KiB (set_init_blocksize(),
 * block/bdev.c, 6.1). A partition can end within the block in which the backup entries begin, and
 * its file system has a cache of its own: new data would be replaced by those in the disk's cache.
 */
static int change(const char *name, const char *uuid, gptpair_fn *to)
{
	struct slot slot;
	const char *why;
	int err = open_slot(name, O_RDWR | O_DIRECT, &slot), result;

	if (err)
		return complain_error(name, err);
	err = sys_lock(slot.gpt.fd, LOCK_SECONDS);
	if (err)
		return complain_error(slot.path, err);
	result = gptpair_change(&slot.gpt, slot.dev.partition, uuid, to, &why);
	return result < 0 ? complain(FAILED, slot.path, why) : result ? EXHAUSTED : DONE;
}

static int counted(unsigned slot)
{
	if (slot_is_good(slot))
		return slot;
	return slot_priority(slot) && slot_tries(slot) ? (int)slot - SLOT_TRY : -1;
}

static int confirmed(unsigned slot)
{
	return slot_priority(slot) | SLOT_GOOD;
}

/* Which of two copies of a disk was selected may be chance: neither is written to. */
static bool is_copied(const char *uuid)
{
	char text[UUID_SIZE + sizeof("PARTUUID=")];
	struct found_device found;
	struct rootspec spec;

	(void)text_format(text, sizeof(text), "PARTUUID=%s", uuid);
	return !finder_parse(text, &spec) && !finder_wait(&spec, 0, &found) && found.others;
}

int slot_count(const char *name, const char *uuid)
{
	if (is_copied(uuid))
		return complain(FAILED, uuid, "more than one partition has this PARTUUID");
	return change(name, uuid, counted);
}

int slot_confirm(const char *name, const char *uuid)
{
	return change(name, uuid, confirmed);
}

/* ---- the report ----------------------------------------------------------------------------- */

struct list {
	const struct slot *slot;
	const char *uuid;
	char type[UUID_SIZE]; /* of the slot; empty: it is still searched */
};

static int find_type(void *context, const struct partition *partition)
{
	struct list *list = context;

	if (partition->number == list->slot->dev.partition &&
	    text_equal(partition->uuid, list->uuid))
		(void)text_copy(list->type, sizeof(list->type), partition->type); /* fits */
	return 0;
}

static int print(void *context, const struct partition *partition)
{
	const struct list *list = context;
	unsigned slot = slot_of(partition->flags);
	char name[BLOCKDEV_NAME_SIZE], line[LINE_SIZE];
	int len = 0;

	if (!text_equal(partition->type, list->type) ||
	    partition_name(&list->slot->disk, partition->number, name))
		return 0;
	len = text_format(line, sizeof(line), "/dev/%s: priority=%u tries=%u successful=%u%s\n",
			  name, slot_priority(slot), slot_tries(slot), slot_is_good(slot),
			  text_equal(name, list->slot->dev.name) ? ", booted" : "");
	return sys_write(1, line, len) == len ? 0 : -EIO;
}

int slot_show(const char *name, const char *uuid)
{
	struct slot slot;
	struct list list = {.slot = &slot, .uuid = uuid};
	int err = open_slot(name, O_RDONLY, &slot);

	if (!err)
		err = partition_each(&slot.disk, slot.gpt.fd, find_type, &list);
	if (!err && !*list.type)
		err = -ENODEV;
	if (!err)
		err = partition_each(&slot.disk, slot.gpt.fd, print, &list);
	return err ? complain_error(name, err < 0 ? err : -ENODEV) : DONE;
}
