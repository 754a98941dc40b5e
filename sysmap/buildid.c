// SPDX-License-Identifier: GPL-2.0
#include "sysmap/buildid.h"

#include <errno.h>
#include <string.h>

#include "sysmap/machine.h"

enum { NOTE_HEADER = 12, NT_GNU_BUILD_ID = 3 };

static void to_hex(const unsigned char *from, size_t len, char *to)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		*to++ = digits[from[i] >> 4];
		*to++ = digits[from[i] & 15];
	}
	*to = '\0';
}

static size_t padded(uint32_t len)
{
	return ((size_t)len + 3) & ~(size_t)3;
}

int buildid_of_notes(struct bytes notes, char *ret_id)
{
	while (notes.len) {
		uint32_t name_len = bytes_le32(&notes, 0);
		uint32_t len = bytes_le32(&notes, 4);
		uint32_t type = bytes_le32(&notes, 8);
		const unsigned char *name = bytes_at(&notes, NOTE_HEADER, name_len);
		const unsigned char *id;
		size_t all;

		if (!bytes_ok(&notes))
			return -EINVAL;
		id = bytes_at(&notes, NOTE_HEADER + padded(name_len), len);
		if (!bytes_ok(&notes))
			return -EINVAL;
		if (type == NT_GNU_BUILD_ID && name_len == 4 && memcmp(name, "GNU", 4) == 0) {
			if (len == 0 || len > (BUILDID_SIZE - 1) / 2)
				return -EINVAL;
			to_hex(id, len, ret_id);
			return 0;
		}
		all = NOTE_HEADER + padded(name_len) + padded(len);
		notes = bytes_of(notes.at + all, all < notes.len ? notes.len - all : 0);
	}
	return -ENOENT;
}

int buildid_running(const char *machine, char *ret_id)
{
	char notes[2048];
	long len = machine_read(machine, "/sys/kernel/notes", notes, sizeof(notes));

	return len < 0 ? len : buildid_of_notes(bytes_of(notes, len), ret_id);
}
