// SPDX-License-Identifier: GPL-2.0
#include "lib/interp.h"

#include <string.h>

#include "lib/bytes.h"

enum { IS_64 = sizeof(long) == 8, TYPE_INTERP = 3 }; /* PT_INTERP */

/* Where the fields are: elf.h. Offsets above 4 GiB are not in the block anyway. */
enum {
	CLASS = 4, /* EI_CLASS */
	CLASS_NATIVE = IS_64 ? 2 : 1,
	HEADERS = IS_64 ? 32 : 28,
	HEADER_COUNT = IS_64 ? 56 : 44,
	HEADER_SIZE = IS_64 ? 56 : 32,
	OFFSET = IS_64 ? 8 : 4,
	SIZE = IS_64 ? 32 : 16,
};

static char *find_in_elf(char *block, struct bytes *b)
{
	size_t at = bytes_le32(b, HEADERS), end = at + bytes_le16(b, HEADER_COUNT) * HEADER_SIZE;

	for (; at < end && bytes_ok(b); at += HEADER_SIZE) {
		uint64_t offset = bytes_le32(b, at + OFFSET), size = bytes_le32(b, at + SIZE);
		uint64_t last = offset + size - 1; /* does not fit in a size_t of 32 bits */

		if (bytes_le32(b, at) != TYPE_INTERP)
			continue;
		return size && last <= SIZE_MAX && bytes_are(b, last, "", 1) ? block + offset
									     : NULL;
	}
	return NULL;
}

char *interp_find(char *block, size_t len)
{
	struct bytes b = bytes_of(block, len);
	char *path = block + 2, *end = block + len;

	if (bytes_are(&b, 0, "\177ELF", 4) && bytes_u8(&b, CLASS) == CLASS_NATIVE)
		return find_in_elf(block, &b);
	if (!bytes_are(&b, 0, "#!", 2))
		return NULL;
	while (path < end && (*path == ' ' || *path == '\t'))
		path++;
	for (end = path; end < block + len && !strchr(" \t\n", *end);)
		end++;
	if (end == block + len || end == path)
		return NULL;
	*end = '\0';
	return path;
}
