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
static probe_fn *const formats[] = {
	/* containers */
	probe_luks, probe_lvm, probe_md, probe_bcache, probe_verity,
	/* containers on whole disks only; never on a partition */
	probe_ddf, probe_isw,
	/* file systems and swap */
	probe_xfs, probe_ext, probe_swap, probe_squashfs, probe_erofs, probe_f2fs, probe_nilfs2,
	probe_ntfs, probe_exfat, probe_jfs, probe_udf, probe_iso9660, probe_btrfs, probe_reiserfs,
	probe_vfat};

/* The first of each kind in the table. */
enum { DISK_CONTAINERS = 5, FILE_SYSTEMS = 7 };

int probe_device(int fd, uint64_t size, uint32_t sector, struct fs_id *ret_id)
{
	struct medium device = medium_of(fd, size);

	device.sector = sector;
	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (i >= DISK_CONTAINERS && i < FILE_SYSTEMS && !sector)
			continue;
		memset(ret_id, 0, sizeof(*ret_id));
		if (formats[i](&device, ret_id) == 0) {
			ret_id->container = i < FILE_SYSTEMS;
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
