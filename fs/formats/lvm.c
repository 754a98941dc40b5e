// SPDX-License-Identifier: GPL-2.0
/*
 * LVM2 physical volume (lib/format_text/layout.h of LVM2). The label is in one of the first four
 * sectors of 512 bytes, little-endian:
 *
 *   0x00 "LABELONE", 0x08 u64 own sector, 0x10 u32 crc32 from 0x14 to the end, 0x14 u32 offset of
 *   the header, 0x18 "LVM2 001"; the header starts with the UUID, 32 letters and digits
 */
#include <string.h>

#include "fs/crc32.h"
#include "fs/probe.h"
#include "fs/window.h"

enum { SECTOR = 512, LABELS = 4, CRC_FROM = 0x14, UUID_LEN = 32 };

#define CRC_INITIAL 0xf597a6cfu

static bool is_label(struct bytes *label, unsigned sector)
{
	if (!bytes_are(label, 0, "LABELONE", 8) || !bytes_are(label, 0x18, "LVM2 001", 8) ||
	    bytes_le64(label, 0x08) != sector)
		return false;
	return crc32_over(CRC32_ETHERNET, CRC_INITIAL, label->at + CRC_FROM, SECTOR - CRC_FROM) ==
	       bytes_le32(label, 0x10);
}

/* Groups of 6-4-4-4-4-4-6. */
static void set_uuid(char *to, const unsigned char *raw)
{
	for (int i = 0; i < UUID_LEN; i++) {
		if (i >= 6 && i < 30 && i % 4 == 2)
			*to++ = '-';
		*to++ = raw[i];
	}
	*to = '\0';
}

int probe_lvm(struct medium *d, struct fs_id *ret_id)
{
	for (unsigned sector = 0; sector < LABELS; sector++) {
		struct bytes label = medium_bytes(d, sector * SECTOR, SECTOR);
		const unsigned char *uuid;

		if (!is_label(&label, sector))
			continue;
		uuid = bytes_at(&label, bytes_le32(&label, 0x14), UUID_LEN);
		if (!uuid || memchr(uuid, '\0', UUID_LEN))
			return 1;
		ret_id->type = "LVM2_member";
		set_uuid(ret_id->uuid, uuid);
		return 0;
	}
	return 1;
}
