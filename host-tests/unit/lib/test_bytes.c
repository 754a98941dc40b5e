// SPDX-License-Identifier: GPL-2.0
#include "lib/bytes.h"

#include "host-tests/tap.h"

static const unsigned char eight[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};

static void values(void)
{
	struct bytes b = bytes_of(eight, sizeof(eight));

	tap_num(bytes_u8(&b, 7), 0xef, "u8 at the last byte");
	tap_num(bytes_le16(&b, 6), 0xefcd, "le16 at the end");
	tap_num(bytes_le32(&b, 4), 0xefcdab89, "le32 at the end, top bit set");
	tap_ok(bytes_le64(&b, 0) == 0xefcdab8967452301, "le64 of all");
	tap_num(bytes_be32(&b, 4), 0x89abcdef, "be32 at the end, top bit set");
	tap_ok(bytes_at(&b, 8, 0) == eight + 8, "no bytes at the end are there");
	tap_ok(bytes_ok(&b), "nothing was beyond the end");
}

/* Reads that exceed the end by one byte, and one whose end wraps around. */
static void bounds(void)
{
	struct {
		const char *what;
		size_t offset, len;
	} const beyond[] = {
		{"one byte after the end", 8, 1},
		{"two bytes, one of them after the end", 7, 2},
		{"nothing, after the end", 9, 0},
		{"more than there is", 0, 9},
		{"an end that wraps around", SIZE_MAX, 2},
		{"a length that wraps around", 2, SIZE_MAX},
	};

	for (unsigned i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		struct bytes b = bytes_of(eight, sizeof(eight));

		tap_ok(!bytes_at(&b, beyond[i].offset, beyond[i].len) && !bytes_ok(&b), "over: %s",
		       beyond[i].what);
	}
}

static void over_stays(void)
{
	struct bytes b = bytes_of(eight, sizeof(eight));

	tap_num(bytes_u8(&b, 8) + bytes_le16(&b, 7) + bytes_le32(&b, 5) + bytes_be32(&b, 5), 0,
		"reads beyond the end give 0");
	tap_ok(bytes_le64(&b, 1) == 0, "le64 too");
	tap_num(bytes_u8(&b, 0), 1, "reads within it still return the bytes");
	tap_ok(!bytes_ok(&b), "and over is not reset");
}

int main(void)
{
	struct bytes none = bytes_of(NULL, 0);

	values();
	bounds();
	over_stays();
	tap_num(bytes_le32(&none, 0), 0, "an empty one has nothing");
	tap_ok(!bytes_ok(&none), "and reports it");
	return tap_done();
}
