// SPDX-License-Identifier: GPL-2.0
/*
 * ISO 9660 (ECMA-119): volume descriptors of 2 KiB each from 32 KiB on, 0x00 u8 type, 0x01 "CD001".
 *
 * Type 1, primary: 0x28 u8[32] label, and two dates of 16 digits and u8 time zone, all zero if
 * unset: 0x32d creation, 0x33e modification, which is used as UUID.
 *
 * Type 2, supplementary: 0x28 label, 0x58 escape sequence, "%/" and "@", "C" or "E" for Joliet. A
 * Joliet label is UTF-16BE: it holds half as many characters, and '_' replaces forbidden ones. Type
 * 255 ends the list.
 */
#include <string.h>

#include "fs/names.h"
#include "fs/probe.h"
#include "fs/window.h"

enum {
	VOLUMES_AT = 32768,
	VOLUME_LEN = 2048,
	VOLUMES_MAX = 16,
	PRIMARY = 1,
	SUPPLEMENTARY = 2,
	LAST = 255,
	LABEL = 0x28,
	LABEL_LEN = 32,
	ESCAPE = 0x58,
	MADE = 0x32d,
	CHANGED = 0x33e,
	DATE_LEN = 16,
};

/* Formats YYYY-MM-DD-hh-mm-ss-cc; false if the date is unset. */
static bool set_uuid(char *to, const unsigned char *date)
{
	bool any = date[DATE_LEN];

	for (int i = 0; i < DATE_LEN; i++)
		any |= date[i] != '0';
	if (!any || memchr(date, '\0', DATE_LEN))
		return false;
	for (int i = 0; i < DATE_LEN; i++) {
		if (i >= 4 && i % 2 == 0)
			*to++ = '-';
		*to++ = date[i];
	}
	*to = '\0';
	return true;
}

static bool is_joliet(struct bytes *volume)
{
	uint8_t level = bytes_u8(volume, ESCAPE + 2);

	return bytes_u8(volume, 0) == SUPPLEMENTARY && bytes_are(volume, ESCAPE, "%/", 2) &&
	       (level == '@' || level == 'C' || level == 'E');
}

/* Joliet's label; the primary one for characters that are '_' or cut off there. */
static void merge_labels(struct fs_id *ret_id, const unsigned char *joliet,
			 const unsigned char *primary)
{
	unsigned char merged[2 * LABEL_LEN] = {0};
	bool same = true;

	memcpy(merged, joliet, LABEL_LEN);
	for (int i = 0; i < LABEL_LEN; i++) {
		unsigned char *unit = merged + 2 * i;
		bool gap = i >= LABEL_LEN / 2 ? same : !unit[0] && unit[1] == '_';

		if (gap)
			unit[1] = primary[i];
		same &= !unit[0] && unit[1] == primary[i];
	}
	utf16_text(ret_id->label, sizeof(ret_id->label), merged, sizeof(merged), true);
}

static void set_joliet_label(struct medium *d, const unsigned char *primary, struct fs_id *ret_id)
{
	for (uint64_t i = 1; i < VOLUMES_MAX; i++) {
		struct bytes volume = medium_bytes(d, VOLUMES_AT + i * VOLUME_LEN, VOLUME_LEN);

		if (!volume.len || bytes_u8(&volume, 0) == LAST)
			return;
		if (is_joliet(&volume)) {
			merge_labels(ret_id, volume.at + LABEL, primary);
			return;
		}
	}
}

int probe_iso9660(struct medium *d, struct fs_id *ret_id)
{
	struct bytes volume = medium_bytes(d, VOLUMES_AT, VOLUME_LEN);
	unsigned char label[LABEL_LEN];

	if (bytes_u8(&volume, 0) != PRIMARY || !bytes_are(&volume, 1, "CD001", 5))
		return 1;
	ret_id->type = "iso9660";
	if (!set_uuid(ret_id->uuid, volume.at + CHANGED))
		set_uuid(ret_id->uuid, volume.at + MADE);
	memcpy(label, volume.at + LABEL, LABEL_LEN);
	label_text(ret_id->label, sizeof(ret_id->label), label, LABEL_LEN);
	set_joliet_label(d, label, ret_id);
	return 0;
}
