// SPDX-License-Identifier: GPL-2.0
/*
 * A device in the form of host-tests/images.py, probed by every format separately, then by the
 * table, then with each piece unreadable: a format in that piece must return the error. Property:
 * names are terminated within their fields.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/probe.h"
#include "fs/window.h"
#include "host-tests/fuzz/fuzz.h"
#include "host-tests/sparse.h"
#include "lib/sys.h"

static probe_fn *const formats[] = {
	probe_bcache, probe_ddf,    probe_isw,   probe_luks,     probe_lvm,      probe_md,
	probe_btrfs,  probe_erofs,  probe_exfat, probe_ext,      probe_f2fs,     probe_iso9660,
	probe_jfs,    probe_nilfs2, probe_ntfs,  probe_reiserfs, probe_squashfs, probe_swap,
	probe_udf,    probe_verity, probe_vfat,  probe_xfs,
};

static struct sparse image;
static uint64_t bad_from, bad_to; /* unreadable part of the device */

ssize_t sys_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	(void)fd;
	if (offset < bad_to && bad_from < offset + len)
		return -EIO;
	return sparse_read(&image, buf, len, offset);
}

static void check(int result, const struct fs_id *id)
{
	if (result == 0 && (!id->type || !memchr(id->uuid, '\0', sizeof(id->uuid)) ||
			    !memchr(id->label, '\0', sizeof(id->label))))
		abort();
	if (result == 0 && id->container && probe_is_mountable(id))
		abort();
}

static void probe_all(void)
{
	struct fs_id id;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct medium device = medium_of(-1, image.size);

		memset(&id, 0, sizeof(id));
		check(formats[i](&device, &id), &id);
	}
	for (uint32_t sector = 0; sector <= 512; sector += 512)
		check(probe_device(-1, image.size, sector, &id), &id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { HEADER = 8, PIECE_HEADER = 12, PIECES = 16 };
	size_t next = HEADER;

	if (!sparse_open(data, size, &image))
		return 0;
	bad_from = bad_to = 0;
	probe_all();
	for (int i = 0; i < PIECES; i++) {
		struct bytes bytes = image.image;
		uint64_t at = bytes_le64(&bytes, next);
		uint32_t len = bytes_le32(&bytes, next + 8);

		if (!bytes_ok(&bytes))
			break;
		bad_from = at;
		bad_to = at + len < at ? UINT64_MAX : at + len;
		probe_all();
		next += PIECE_HEADER + len;
	}
	return 0;
}
