// SPDX-License-Identifier: GPL-2.0
#include "fs/partition.h"

#include <string.h>

#include "lib/text.h"

int partition_each(const struct blockdev *disk, int fd, ptable_fn *each, void *context)
{
	uint32_t sector;
	int err = blockdev_sector(disk, &sector);

	return err ? err : ptable_each(fd, disk->size, sector, each, context);
}

/* If the disk's name ends with a digit, 'p' separates the number (block/partitions/core.c). */
int partition_name(const struct blockdev *disk, uint32_t number, char name[BLOCKDEV_NAME_SIZE])
{
	size_t len = strlen(disk->name);
	bool digit = disk->name[len - 1] >= '0' && disk->name[len - 1] <= '9';
	int err = text_format(name, BLOCKDEV_NAME_SIZE, "%s%s%u", disk->name, digit ? "p" : "",
			      number);

	return err < 0 ? err : 0;
}

void partition_describe(const struct partition *partition, struct blockdev *dev)
{
	_Static_assert((int)UUID_SIZE <= (int)BLOCKDEV_UUID_SIZE, "a UUID fits");
	_Static_assert((int)PARTITION_LABEL_SIZE <= (int)BLOCKDEV_LABEL_SIZE, "a label fits");

	text_copy(dev->partuuid, sizeof(dev->partuuid), partition->uuid);
	text_copy(dev->parttype, sizeof(dev->parttype), partition->type);
	dev->partflags = partition->flags;
	if (*partition->label)
		text_copy(dev->partlabel, sizeof(dev->partlabel), partition->label);
}
