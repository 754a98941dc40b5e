// SPDX-License-Identifier: GPL-2.0
#include "sysmap/arm64.h"

#include <errno.h>
#include <stdbool.h>

enum {
	IMAGE_SIZE = 16, /* u64: memory that the kernel occupies */
	RELATIVE = 0x403,
	RELOCATION = 24,
	LINK_ALIGN = 1 << 21,
};

struct relocation {
	uint64_t offset, addend;
};

/* Accepts a relocation if both its addresses are within the same kernel. */
static bool read_relocation(struct bytes *image, size_t at, uint64_t size,
			    struct relocation *ret_relocation)
{
	uint64_t offset = bytes_le64(image, at), addend = bytes_le64(image, at + 16);
	uint64_t apart = offset > addend ? offset - addend : addend - offset;

	*ret_relocation = (struct relocation){offset, addend};
	return bytes_le64(image, at + 8) == RELATIVE && offset >> 48 == 0xffff &&
	       addend >> 48 == 0xffff && apart < size;
}

int arm64_find_base(struct bytes image, uint64_t *ret_base, uint64_t *ret_size)
{
	uint64_t size = bytes_le64(&image, IMAGE_SIZE), lowest = UINT64_MAX;
	struct relocation r;

	for (size_t at = 0; at + RELOCATION <= image.len; at += 8) {
		if (!read_relocation(&image, at, size, &r))
			continue;
		lowest = r.offset < lowest ? r.offset : lowest;
		lowest = r.addend < lowest ? r.addend : lowest;
	}
	if (lowest == UINT64_MAX)
		return -ENOENT;
	*ret_base = lowest & ~(uint64_t)(LINK_ALIGN - 1);
	*ret_size = size;
	return 0;
}

static void put_le64(unsigned char *at, uint64_t value)
{
	for (int i = 0; i < 8; i++, value >>= 8)
		at[i] = value;
}

void arm64_relocate(unsigned char *image, size_t len, uint64_t base)
{
	struct bytes b = bytes_of(image, len);
	struct relocation r;

	for (size_t at = 0; at + RELOCATION <= len; at += 8)
		if (read_relocation(&b, at, len, &r) && r.offset >= base && r.offset - base < len &&
		    len - (r.offset - base) >= 8)
			put_le64(image + (r.offset - base), r.addend);
}
