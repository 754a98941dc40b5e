// SPDX-License-Identifier: GPL-2.0
/*
 * Swap space, and a hibernation image in it (union swap_header, include/linux/swap.h, 6.1).
 *
 * The first page ends with a magic of ten bytes; page sizes differ. At 1 KiB: 0x00 u32 version, 1,
 * in native byte order; 0x0c u8[16] UUID; 0x1c u8[16] label. Hibernation only changes the magic:
 * S1SUSPEND is the kernel's (kernel/power/swap.c), the others are older or from user space.
 * TuxOnIce keeps the magic and writes its own at the front.
 */
#include <string.h>

#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"
#include "lib/text.h"

enum { MAGIC_SIZE = 10, HEADER_AT = 1024, TUXONICE_LEN = 8 };

static const struct {
	char magic[MAGIC_SIZE + 1];
	bool hibernated;
} magics[] = {
	{"SWAPSPACE2", false}, {"S1SUSPEND", true},  {"S2SUSPEND", true},
	{"ULSUSPEND", true},   {"LINHIB0001", true},
};

static const char tuxonice[] = "\xed\xc3\x02\xe9\x98\x56\xe5\x0c";

static const char *type_by_magic(struct bytes *end)
{
	for (unsigned i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (bytes_are(end, 0, magics[i].magic, strlen(magics[i].magic)))
			return magics[i].hibernated ? "swsuspend" : "swap";
	return NULL;
}

static void read_names(const struct bytes *header, struct fs_id *ret_id)
{
	uuid_text(ret_id->uuid, header->at + 0x0c);
	label_text(ret_id->label, sizeof(ret_id->label), header->at + 0x1c, 16);
}

static const char *find_type(struct medium *d)
{
	struct bytes begin = medium_bytes(d, 0, TUXONICE_LEN);
	const char *type = NULL;

	if (bytes_are(&begin, 0, tuxonice, TUXONICE_LEN))
		return "swsuspend";
	for (uint32_t page = 4096; page <= 65536 && !type; page *= 2) {
		struct bytes end = medium_bytes(d, page - MAGIC_SIZE, MAGIC_SIZE);

		type = type_by_magic(&end);
	}
	return type;
}

int probe_swap(struct medium *d, struct fs_id *ret_id)
{
	struct bytes header;

	ret_id->type = find_type(d);
	if (!ret_id->type)
		return 1;
	header = medium_bytes(d, HEADER_AT, 0x2c);
	if (text_equal(ret_id->type, "swap") && bytes_le32(&header, 0) != 1 &&
	    bytes_be32(&header, 0) != 1)
		return 1;
	if (header.len)
		read_names(&header, ret_id);
	return 0;
}
