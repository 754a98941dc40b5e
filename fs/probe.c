// SPDX-License-Identifier: GPL-2.0
#include "fs/probe.h"

#include <string.h>

#include "fs/window.h"
#include "lib/text.h"

/*
 * Order: containers first, including those with a signature at the end, since their contents may be
 * visible at the front. Then formats by the distance of their superblock from the front: mkfs
 * rarely clears remote areas, so the nearest signature is the newest. udf before iso9660, since
 * many UDF disks contain an ISO 9660 bridge; vfat last, since its magic is the weakest.
 */
enum holds {
	FILES,        /* a file system or swap */
	DEVICES,      /* a container */
	DISK_DEVICES, /* a container on whole disks only; never on a partition */
};

static const struct {
	probe_fn *probe;
	enum holds holds;
} formats[] = {
	{probe_luks, DEVICES},   {probe_lvm, DEVICES},      {probe_md, DEVICES},
	{probe_bcache, DEVICES}, {probe_ddf, DISK_DEVICES}, {probe_isw, DISK_DEVICES},
	{probe_xfs, FILES},      {probe_ext, FILES},        {probe_swap, FILES},
	{probe_squashfs, FILES}, {probe_erofs, FILES},      {probe_f2fs, FILES},
	{probe_nilfs2, FILES},   {probe_ntfs, FILES},       {probe_exfat, FILES},
	{probe_jfs, FILES},      {probe_udf, FILES},        {probe_iso9660, FILES},
	{probe_btrfs, FILES},    {probe_reiserfs, FILES},   {probe_vfat, FILES},
};

int probe_device(int fd, uint64_t size, uint32_t sector, struct fs_id *ret_id)
{
	struct medium device = medium_of(fd, size);

	device.sector = sector;
	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i].holds == DISK_DEVICES && !sector)
			continue;
		memset(ret_id, 0, sizeof(*ret_id));
		if (formats[i].probe(&device, ret_id) == 0) {
			ret_id->container = formats[i].holds != FILES;
			return 0;
		}
	}
	return device.error ? device.error : 1;
}

bool probe_is_mountable(const struct fs_id *id)
{
	static const char *const others[] = {"swap", "swsuspend", "jbd"};

	for (unsigned i = 0; id->type && i < sizeof(others) / sizeof(others[0]); i++)
		if (text_equal(id->type, others[i]))
			return false;
	return !id->container;
}
