// SPDX-License-Identifier: GPL-2.0
#include "fs/probe.h"
#include "helpers/await/finder.h"

int finder_probe(const struct blockdev *dev, int fd, struct fs_id *ret_id)
{
	return probe_device(fd, dev->size, blockdev_probe_sector(dev), ret_id);
}
