// SPDX-License-Identifier: GPL-2.0
#include "fs/probe.h"

#include <string.h>

#include "fs/window.h"
#include "lib/text.h"

/*
 * Containers come first, those at the end of the device too: what they hold may show through at
 * the front. Then what is near the front; what is there was made last, since a new file system
 * rarely clears what lies far behind. Many that are udf are iso9660 too, for those who know no
 * better, and vfat has the weakest magic of all.
 */
static const struct {
	probe_fn *probe;
	bool container;
} formats[] = {
	{probe_luks, true},      {probe_lvm, true},       {probe_md, true},
	{probe_bcache, true},    {probe_ddf, true},       {probe_isw, true},
	{probe_xfs, false},      {probe_ext, false},      {probe_swap, false},
	{probe_squashfs, false}, {probe_erofs, false},    {probe_f2fs, false},
	{probe_nilfs2, false},   {probe_ntfs, false},     {probe_exfat, false},
	{probe_jfs, false},      {probe_udf, false},      {probe_iso9660, false},
	{probe_btrfs, false},    {probe_reiserfs, false}, {probe_vfat, false},
};

int probe_device(int fd, uint64_t size, struct fs_id *ret_id)
{
	struct device device = device_of(fd, size);

	for (unsigned i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		memset(ret_id, 0, sizeof(*ret_id));
		if (formats[i].probe(&device, ret_id) == 0) {
			ret_id->container = formats[i].container;
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
