// SPDX-License-Identifier: GPL-2.0
#include "host-tests/gpt.h"

#include <string.h>

#include "host-tests/le.h"

uint32_t gpt_crc(const unsigned char *at, size_t len)
{
	uint32_t sum = ~0u;

	for (size_t i = 0; i < len; i++) {
		sum ^= at[i];
		for (unsigned bit = 0; bit < 8; bit++)
			sum = sum & 1 ? sum >> 1 ^ 0xedb88320u : sum >> 1;
	}
	return ~sum;
}

unsigned char *gpt_header(const struct gpt *gpt, bool backup)
{
	return gpt->disk + (backup ? gpt->size / gpt->sector - 1 : 1) * gpt->sector;
}

unsigned char *gpt_entry(const struct gpt *gpt, bool backup, unsigned number)
{
	const unsigned char *header = gpt_header(gpt, backup);

	return gpt->disk + le_get(header + 0x48, 8) * gpt->sector +
	       (number - 1) * le_get(header + 0x54, 4);
}

void gpt_seal_header(const struct gpt *gpt, bool backup)
{
	unsigned char *header = gpt_header(gpt, backup);

	le_put(header + 0x10, 4, 0);
	le_put(header + 0x10, 4, gpt_crc(header, le_get(header + 0x0c, 4)));
}

void gpt_seal(const struct gpt *gpt, bool backup)
{
	unsigned char *header = gpt_header(gpt, backup);
	size_t len = le_get(header + 0x50, 4) * le_get(header + 0x54, 4);

	le_put(header + 0x58, 4, gpt_crc(gpt_entry(gpt, backup, 1), len));
	gpt_seal_header(gpt, backup);
}

static void make_mbr(unsigned char *mbr, uint64_t last)
{
	mbr[446 + 4] = 0xee;
	le_put(mbr + 446 + 8, 4, 1);
	le_put(mbr + 446 + 12, 4, last);
	le_put(mbr + 510, 2, 0xaa55);
}

void gpt_make(const struct gpt *gpt, bool backup)
{
	uint64_t last = gpt->size / gpt->sector - 1;
	uint32_t sectors = (gpt->entries * GPT_ENTRY + gpt->sector - 1) / gpt->sector;
	unsigned char *header = gpt_header(gpt, backup);

	if (!backup)
		make_mbr(gpt->disk, last);
	memcpy(header, "EFI PART\0\0\1\0", 12);
	le_put(header + 0x0c, 4, 92);
	le_put(header + 0x18, 8, backup ? last : 1);
	le_put(header + 0x20, 8, backup ? 1 : last);
	le_put(header + 0x28, 8, gpt->usable);
	le_put(header + 0x30, 8, last - gpt->usable);
	memset(header + 0x38, 0xd1, 16);
	le_put(header + 0x48, 8, backup ? last - sectors : gpt->table);
	le_put(header + 0x50, 4, gpt->entries);
	le_put(header + 0x54, 4, GPT_ENTRY);
	gpt_seal(gpt, backup);
}

ssize_t gpt_pread(const struct gpt *gpt, void *buf, size_t len, uint64_t offset)
{
	if (offset >= gpt->size)
		return 0;
	if (len > gpt->size - offset)
		len = gpt->size - offset;
	memcpy(buf, gpt->disk + offset, len);
	return len;
}
