// SPDX-License-Identifier: GPL-2.0
/*
 * The formats that matter for dm-verity: containers whose partition table or file system is visible on a
 * member, the hash tree, and the file systems of read-only roots. The helper would be too large with all.
 */
#include <string.h>

#include "fs/probe.h"
#include "fs/window.h"
#include "helpers/await/finder.h"

static const struct {
	probe_fn *probe;
	bool container, disk;
} formats[] = {
	{probe_md, true, false},     {probe_ddf, true, true},     {probe_isw, true, true},
	{probe_verity, true, false}, {probe_xfs, false, false},   {probe_ext, false, false},
	{probe_erofs, false, false}, {probe_btrfs, false, false},
};

int finder_probe(const struct blockdev *dev, int fd, struct fs_id *ret_id)
{
	uint32_t sector = blockdev_probe_sector(dev);
	struct medium device = medium_of(fd, dev->size);

	device.sector = sector;
	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i].disk && !sector)
			continue;
		memset(ret_id, 0, sizeof(*ret_id));
		if (formats[i].probe(&device, ret_id) == 0) {
			ret_id->container = formats[i].container;
			return 0;
		}
	}
	memset(ret_id, 0, sizeof(*ret_id));
	return device.error ? device.error : 1;
}
