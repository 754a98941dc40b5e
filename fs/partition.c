// SPDX-License-Identifier: GPL-2.0
#include "fs/partition.h"

#include "fs/ptable.h"
#include "lib/sys.h"
#include "lib/text.h"

enum { FOUND = 2 }; /* other than what ptable_each() gives by itself */

static int take_names(void *context, const struct partition *partition)
{
	struct blockdev *dev = context;

	if (partition->number != dev->partition)
		return 0;
	text_copy(dev->partuuid, sizeof(dev->partuuid), partition->uuid); /* fits */
	if (*partition->label)
		text_copy(dev->partlabel, sizeof(dev->partlabel), partition->label); /* fits */
	return FOUND;
}

static int read_table(const struct blockdev *disk, struct blockdev *dev)
{
	char path[BLOCKDEV_NAME_SIZE + sizeof("/dev/")];
	uint32_t sector;
	int err = blockdev_sector(disk, &sector), fd;

	if (err)
		return err;
	blockdev_path(disk, path, sizeof(path)); /* fits */
	fd = sys_open(SYS_CWD, path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	err = ptable_each(fd, disk->size, sector, take_names, dev);
	sys_close(fd);
	return err == FOUND ? 0 : err < 0 ? err : 1;
}

int partition_read(struct blockdev *dev)
{
	struct blockdev disk;
	int err;

	if (!dev->partition)
		return 0;
	err = blockdev_read(dev->disk, &disk);
	return err ? err : read_table(&disk, dev);
}
