// SPDX-License-Identifier: GPL-2.0
/*
 * /sys files of a block device: uevent, size, removable, dm/name, its link, sector size. Property:
 * names are terminated within their fields.
 */
#include <stdlib.h>

#include "fs/blockdev.h"
#include "host-tests/fuzz/files.h"
#include "host-tests/fuzz/fuzz.h"

static const char *const file_ends[FILES] = {
	"/uevent", "/size", "/removable", "dm/name", "block/dm-0", "logical_block_size",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blockdev dev;
	uint32_t sector;
	char path[BLOCKDEV_NAME_SIZE + 8];

	files_open(data, size);
	if (blockdev_read("dm-0", &dev))
		return 0;
	if (!memchr(dev.partlabel, '\0', sizeof(dev.partlabel)) ||
	    !memchr(dev.partuuid, '\0', sizeof(dev.partuuid)) ||
	    !memchr(dev.disk, '\0', sizeof(dev.disk)) ||
	    !memchr(dev.mapper, '\0', sizeof(dev.mapper)))
		abort();
	if (blockdev_path(&dev, path, sizeof(path)) < 0)
		abort();
	(void)blockdev_sector(&dev, &sector); /* most inputs contain none */
	return 0;
}
