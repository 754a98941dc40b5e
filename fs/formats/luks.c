// SPDX-License-Identifier: GPL-2.0
/*
 * LUKS 1 and 2 (the LUKS specifications, 1.2.3 and 2): a header at the front, big-endian.
 *
 *   0x00 "LUKS" ba be, 0x06 u16 version
 *   0x18 u8[48] label (2)		0xa8 u8[40] UUID, as text
 *   0x100 u64 own offset (2): 0, or this is the secondary header and the primary one is lost
 */
#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

int probe_luks(struct medium *d, struct fs_id *ret_id)
{
	struct bytes header = medium_bytes(d, 0, 512);
	uint16_t version = bytes_be16(&header, 6);

	if (!bytes_are(&header, 0, "LUKS\xba\xbe", 6) || version < 1 || version > 2)
		return 1;
	if (version == 2 && bytes_be64(&header, 0x100) != 0)
		return 1;
	ret_id->type = "crypto_LUKS";
	label_text(ret_id->uuid, sizeof(ret_id->uuid), header.at + 0xa8, 40);
	if (version == 2)
		label_text(ret_id->label, sizeof(ret_id->label), header.at + 0x18, 48);
	return 0;
}
