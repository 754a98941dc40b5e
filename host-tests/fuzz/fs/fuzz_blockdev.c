// SPDX-License-Identifier: GPL-2.0
/*
 * /sys files of a block device: uevent, size, removable, dm/name, its link, sector size, and of the
 * devices stacked on it. Property: names are terminated within their fields; only devices of the
 * mapper are internal or snapshots; only disks have sectors.
 */
#include <stdlib.h>

#include "fs/blockdev.h"
#include "fs/stack.h"
#include "host-tests/fuzz/files.h"
#include "host-tests/fuzz/fuzz.h"

static const char *const file_ends[FILES] = {
	"/uevent",
	"/size",
	"/removable",
	"dm/name",
	"block/dm-0",
	"logical_block_size",
	"slaves/dm-1/dm/uuid",
	"dm/uuid",
	"/slaves",
	"/holders",
};

/* A directory has one entry, with the name that its part contains. */
ssize_t sys_getdents(int fd, void *buf, size_t len)
{
	unsigned char entry[88] = {[16] = sizeof(entry)};

	if (sys_read(fd, entry + 19, sizeof(entry) - 20) <= 0 || len < sizeof(entry))
		return 0;
	memcpy(buf, entry, sizeof(entry));
	return sizeof(entry);
}

static void check(const char *name, const uint8_t *data, size_t size)
{
	struct blockdev dev;
	char path[BLOCKDEV_NAME_SIZE + 8];

	files_open(data, size);
	if (blockdev_read(name, &dev))
		return;
	if (!memchr(dev.partlabel, '\0', sizeof(dev.partlabel)) ||
	    !memchr(dev.partuuid, '\0', sizeof(dev.partuuid)) ||
	    !memchr(dev.disk, '\0', sizeof(dev.disk)) ||
	    !memchr(dev.mapper, '\0', sizeof(dev.mapper)))
		abort();
	if (blockdev_path(&dev, path, sizeof(path)) < 0)
		abort();
	if (blockdev_probe_sector(&dev) && (dev.partition || *dev.mapper))
		abort();
	files_open(data, size); /* what was read is used up */
	if (stack_is_inner(&dev) && !*dev.mapper)
		abort();
	files_open(data, size);
	if (stack_is_snapshot(&dev) && !*dev.mapper)
		abort();
	(void)stack_is_held(dev.name); /* either */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check("dm-0", data, size);
	check("cciss!c0d0", data, size); /* /dev/cciss/c0d0 */
	return 0;
}
