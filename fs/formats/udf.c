// SPDX-License-Identifier: GPL-2.0
/*
 * UDF (ECMA-167, OSTA UDF 2.60), little-endian.
 *
 * From 32 KiB on there are structures of 2 KiB, or of one block if blocks are larger: 0x01 five
 * letters, among them NSR02 or NSR03. The anchor is in block 256, the last block, or 256 blocks
 * before the last. Every descriptor has 0x00 u16 type and 0x0c u32 own block. The anchor, type 2:
 * 0x10 u32 length in bytes and 0x14 u32 first block of the descriptors. Of those, two are read:
 *
 *   1: 0x48 u8[128] name of the volume set: its first 16 characters are the UUID; 0xc8 charset
 *   6: 0x54 u8[128] name of the volume, used as label; 0x14 charset
 *
 * The charset is 0 and "OSTA Compressed Unicode". A name is u8 8 or 16, the bits per character
 * (Latin-1 or UTF-16BE); its length is in the last byte.
 */
#include <string.h>

#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"
#include "lib/text.h"

enum {
	STRUCTURES_AT = 32768,
	STRUCTURES_MAX = 64,
	DESCRIPTORS_MAX = 64,
	ANCHOR = 2,
	PRIMARY = 1,
	LOGICAL = 6,
	TERMINATOR = 8,
	NAME_LEN = 128,
	UUID_LEN = 16,
};

static bool has_nsr(struct medium *d, uint32_t step)
{
	for (uint32_t i = 0; i < STRUCTURES_MAX; i++) {
		struct bytes structure = medium_bytes(d, STRUCTURES_AT + (uint64_t)i * step, 6);

		if (bytes_are(&structure, 1, "NSR02", 5) || bytes_are(&structure, 1, "NSR03", 5))
			return true;
		if (!bytes_u8(&structure, 1))
			return false;
	}
	return false;
}

/* A descriptor of 512 bytes with its own block number; len 0 if it is invalid. */
static struct bytes descriptor(struct medium *d, uint32_t block_size, uint32_t block)
{
	struct bytes tag = medium_bytes(d, (uint64_t)block * block_size, 512);

	return bytes_le32(&tag, 0x0c) == block ? tag : bytes_of(NULL, 0);
}

/* Location of the descriptors for this block size; false if there is no anchor. */
static bool read_anchor(struct medium *d, uint32_t block_size, uint32_t *ret_first,
			uint32_t *ret_count)
{
	uint32_t last = d->size / block_size - 1;
	const uint32_t blocks[] = {256, last - 256, last};

	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		struct bytes anchor = descriptor(d, block_size, blocks[i]);

		if (bytes_le16(&anchor, 0) != ANCHOR)
			continue;
		*ret_first = bytes_le32(&anchor, 0x14);
		*ret_count = bytes_le32(&anchor, 0x10) / block_size;
		return true;
	}
	return false;
}

static void name_text(char *to, size_t size, const unsigned char *raw)
{
	unsigned char wide[2 * NAME_LEN] = {0};
	unsigned used = raw[NAME_LEN - 1];

	to[0] = '\0';
	if (used < 2 || used > NAME_LEN - 1)
		return;
	if (raw[0] == 16) {
		utf16_text(to, size, raw + 1, used - 1, true);
		return;
	}
	for (unsigned i = 0; raw[0] == 8 && i < used - 1; i++)
		wide[2 * i] = raw[1 + i];
	utf16_text(to, size, wide, sizeof(wide), false);
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/*
 * As in blkid: the first 16 characters in lower case if all are hex digits. If only the first eight
 * are, they are kept and the next four are written as hex numbers; otherwise the first eight are.
 */
static void set_uuid(char to[FS_UUID_SIZE], const char *set)
{
	unsigned hex = 0, kept;

	if (strlen(set) < 8)
		return;
	while (hex < UUID_LEN && is_hex(set[hex]))
		hex++;
	kept = hex < 8 ? 0 : hex < UUID_LEN ? 8 : UUID_LEN;
	for (unsigned i = 0; i < kept; i++)
		to[i] = text_lower(set[i]);
	for (unsigned i = 0; kept + 2 * i < UUID_LEN; i++)
		text_format(to + kept + 2 * i, 3, "%02x", (unsigned char)set[kept + i]);
	to[UUID_LEN] = '\0';
}

static bool is_unicode(struct bytes *descriptor, uint32_t charset_at)
{
	static const char charset[] = "\0OSTA Compressed Unicode";

	return bytes_are(descriptor, charset_at, charset, sizeof(charset));
}

static void read_names(struct medium *d, uint32_t block_size, uint32_t first, uint32_t count,
		       struct fs_id *ret_id)
{
	for (uint32_t i = 0; i < count && i < DESCRIPTORS_MAX; i++) {
		struct bytes found = descriptor(d, block_size, first + i);
		uint16_t kind = bytes_le16(&found, 0);
		char set[FS_LABEL_SIZE] = ""; /* padded with zeros */

		if (!kind || kind == TERMINATOR)
			return;
		if (kind == PRIMARY && is_unicode(&found, 0xc8)) {
			name_text(set, sizeof(set), found.at + 0x48);
			set_uuid(ret_id->uuid, set);
		} else if (kind == LOGICAL && is_unicode(&found, 0x14)) {
			name_text(ret_id->label, sizeof(ret_id->label), found.at + 0x54);
		}
	}
}

int probe_udf(struct medium *d, struct fs_id *ret_id)
{
	uint32_t first, count;

	if (!has_nsr(d, 2048) && !has_nsr(d, 4096))
		return 1;
	for (uint32_t block_size = 512; block_size <= 4096; block_size *= 2) {
		if (read_anchor(d, block_size, &first, &count)) {
			ret_id->type = "udf";
			read_names(d, block_size, first, count, ret_id);
			return 0;
		}
	}
	return 1;
}
