// SPDX-License-Identifier: GPL-2.0
/* Sizes in superblocks; qemu-tests/test_loop.py has files that were truncated. */
#include <string.h>

#include "helpers/loop/extent.h"
#include "host-tests/le.h"
#include "host-tests/tap.h"

enum { SUPER = 1024, SIZE = 1480 };

static unsigned char front[EXTENT_FRONT];

static uint64_t extent(const char *type, size_t len)
{
	struct bytes bytes = bytes_of(front, len);

	return extent_of(type, &bytes);
}

static void check_squashfs(void)
{
	memset(front, 0, sizeof(front));
	le_put(front + 0x28, 8, UINT64_C(0x123456789));
	tap_num(extent("squashfs", 96), 0x123456789, "squashfs");
	tap_num(extent("squashfs", 0x2f), 0, "squashfs: the end of the file");
	tap_num(extent("xfs", sizeof(front)), 0, "an unknown type");
}

static void check_erofs(void)
{
	memset(front, 0, sizeof(front));
	le_put(front + SUPER + 0x24, 4, 0xffffffff);
	front[SUPER + 0x0c] = 12;
	tap_num(extent("erofs", SIZE), 0xffffffffLL << 12, "erofs");
	tap_num(extent("erofs", SUPER + 0x27), 0, "erofs: the end of the file");
	front[SUPER + 0x0c] = 17;
	tap_num(extent("erofs", SIZE), 0, "erofs: blocks that are too large");
	front[SUPER + 0x0c] = 255;
	tap_num(extent("erofs", SIZE), 0, "erofs: the largest exponent");
}

static void check_ext(void)
{
	memset(front, 0, sizeof(front));
	le_put(front + SUPER + 0x04, 4, 16384);
	le_put(front + SUPER + 0x150, 4, 1);
	tap_num(extent("ext2", SIZE), 16 << 20, "ext2, blocks of 1 KiB");
	le_put(front + SUPER + 0x18, 4, 2);
	tap_num(extent("ext4", SIZE), 64 << 20, "ext4, blocks of 4 KiB");
	le_put(front + SUPER + 0x60, 4, 0x80);
	tap_num(extent("ext4", SIZE), (INT64_C(1) << 44) + (64 << 20), "ext4 with 64 bits");
	le_put(front + SUPER + 0x150, 4, 0xffffffff);
	tap_num(extent("ext4", SIZE), 0, "ext4: more blocks than a file can have");
	le_put(front + SUPER + 0x150, 4, 0);
	for (unsigned i = 0; i < 2; i++) {
		le_put(front + SUPER + 0x18, 4, i ? UINT32_MAX : 7);
		tap_num(extent("ext4", SIZE), 0, "ext4: blocks that are too large, %u", i);
	}
}

int main(void)
{
	check_squashfs();
	check_erofs();
	check_ext();
	return tap_done();
}
