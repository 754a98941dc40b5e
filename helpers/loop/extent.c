// SPDX-License-Identifier: GPL-2.0
/*
 * Little-endian. SquashFS (fs/squashfs/squashfs_fs.h, 6.1): 0x28 u64 bytes. EROFS (fs/erofs/erofs_fs.h, 6.1),
 * at 1 KiB: 0x0c u8 log2 of the block size, 0x24 u32 blocks. ext (fs/ext4/ext4.h, 6.1), at 1 KiB: 0x04 u32
 * blocks, 0x18 u32 log2 of the block size in KiB, 0x60 u32 incompatible features, 0x150 u32 high part of the
 * blocks.
 */
#include "helpers/loop/extent.h"

#include "lib/text.h"

enum { SUPER = 1024, EXT_64BIT = 0x80, SHIFT_MAX = 16 /* 64 KiB, as in both drivers */ };

static uint64_t blocks(uint64_t count, uint32_t shift)
{
	return shift <= SHIFT_MAX && count <= UINT64_MAX >> SHIFT_MAX ? count << shift : 0;
}

static uint64_t ext_extent(struct bytes *front)
{
	uint64_t count = bytes_le32(front, SUPER + 0x04);
	uint32_t kib = bytes_le32(front, SUPER + 0x18);

	if (bytes_le32(front, SUPER + 0x60) & EXT_64BIT)
		count |= (uint64_t)bytes_le32(front, SUPER + 0x150) << 32;
	return kib < SHIFT_MAX ? blocks(count, kib + 10) : 0;
}

uint64_t extent_of(const char *type, const struct bytes *front)
{
	struct bytes bytes = *front;
	uint64_t extent = 0;

	if (text_equal(type, "squashfs"))
		extent = bytes_le64(&bytes, 0x28);
	else if (text_equal(type, "erofs"))
		extent = blocks(bytes_le32(&bytes, SUPER + 0x24), bytes_u8(&bytes, SUPER + 0x0c));
	else if (text_after(type, "ext"))
		extent = ext_extent(&bytes);
	return bytes.over ? 0 : extent;
}
