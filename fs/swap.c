// SPDX-License-Identifier: GPL-2.0
/*
 * Swap space, and a hibernated machine in it (union swap_header, include/linux/swap.h, 6.1).
 *
 * The first page ends with the magic; page sizes differ. At 1 KiB: 0x00 u32 version, 1, in the byte
 * order of the machine; 0x0c u8[16] UUID; 0x1c u8[16] label. Hibernation changes the magic alone.
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

enum { MAGIC_LEN = 10, HEADER_AT = 1024 };

static const struct {
	char magic[MAGIC_LEN + 1];
	const char *type;
} magics[] = {
	{"SWAPSPACE2", "swap"},
	{"S1SUSPEND\0", "swsuspend"},
	{"S2SUSPEND\0", "swsuspend"},
};

static const char *type_by_magic(struct bytes *end)
{
	for (unsigned i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (bytes_are(end, 0, magics[i].magic, MAGIC_LEN))
			return magics[i].type;
	return NULL;
}

static int probe_header(struct device *d, struct fs_id *ret_id)
{
	struct bytes header = device_bytes(d, HEADER_AT, 0x2c);

	if (bytes_le32(&header, 0) != 1 && bytes_be32(&header, 0) != 1)
		return 1;
	uuid_text(ret_id->uuid, header.at + 0x0c);
	label_text(ret_id->label, sizeof(ret_id->label), header.at + 0x1c, 16);
	return 0;
}

int probe_swap(struct device *d, struct fs_id *ret_id)
{
	for (uint32_t page = 4096; page <= 65536; page *= 2) {
		struct bytes end = device_bytes(d, page - MAGIC_LEN, MAGIC_LEN);

		ret_id->type = type_by_magic(&end);
		if (ret_id->type)
			return probe_header(d, ret_id);
	}
	return 1;
}
