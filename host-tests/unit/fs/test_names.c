// SPDX-License-Identifier: GPL-2.0
#include "fs/names.h"

#include <errno.h>

#include "host-tests/tap.h"

static void uuids(void)
{
	static const unsigned char raw[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
					      0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
	static const unsigned char none[16];
	char text[UUID_SIZE];

	uuid_text(text, raw);
	tap_str(text, "00112233-4455-6677-8899-aabbccddeeff", "a UUID");
	guid_text(text, raw);
	tap_str(text, "33221100-5544-7766-8899-aabbccddeeff", "a GUID");
	uuid_text(text, none);
	tap_str(text, "", "no UUID");
}

static void labels(void)
{
	static const unsigned char field[] = {'a', ' ', 'b', ' ', '\n', 0, 'c'};
	char text[6] = "was";

	tap_num(label_text(text, sizeof(text), field, 7), 0, "a field with bytes after its NUL");
	tap_str(text, "a b", "ends before its white space");
	tap_num(label_text(text, 5, field, 5), -ENAMETOOLONG, "a field that does not fit");
	tap_str(text, "", "is none");
	tap_num(label_text(text, sizeof(text), field + 3, 2), 0, "a field of white space");
	tap_str(text, "", "is empty");
}

static const struct {
	const char *what;
	unsigned char raw[8]; /* big-endian */
	unsigned len;
	const char *text;
} utf16[] = {
	{"one byte of UTF-8", {0, 'a', 0, 0x7f}, 4, "a\x7f"},
	{"two bytes", {0, 0x80, 7, 0xff}, 4, "\xc2\x80\xdf\xbf"},
	{"three bytes", {8, 0, 0xff, 0xff}, 4, "\xe0\xa0\x80\xef\xbf\xbf"},
	{"a pair of surrogates", {0xd8, 0, 0xdc, 0}, 4, "\xf0\x90\x80\x80"},
	{"the last pair", {0xdb, 0xff, 0xdf, 0xff}, 4, "\xf4\x8f\xbf\xbf"},
	{"a lone high surrogate", {0xd8, 0, 0, 'a'}, 4, "\xef\xbf\xbd\x61"},
	{"a high surrogate at the end", {0, 'a', 0xd8, 0}, 4, "a\xef\xbf\xbd"},
	{"a lone low surrogate", {0xdc, 0, 0, 'a'}, 4, "\xef\xbf\xbd\x61"},
	{"characters after a NUL", {0, 'a', 0, 0, 0, 'b'}, 6, "a"},
	{"half a unit at the end", {0, 'a', 0}, 3, "a"},
	{"white space at the end", {0, 'a', 0, ' ', 0, '\t'}, 6, "a"},
	{"nothing", {0}, 0, ""},
};

static void wide(void)
{
	static const unsigned char little[] = {'a', 0, 0xac, 0x20};
	char text[16];

	for (unsigned i = 0; i < sizeof(utf16) / sizeof(utf16[0]); i++) {
		utf16_text(text, sizeof(text), utf16[i].raw, utf16[i].len, true);
		tap_str(text, utf16[i].text, "UTF-16: %s", utf16[i].what);
	}
	tap_num(utf16_text(text, 5, little, 4, false), 0, "little-endian, as much as fits");
	tap_str(text, "a\xe2\x82\xac", "is there");
	tap_num(utf16_text(text, 4, little, 4, false), -ENAMETOOLONG, "and in a byte less");
	tap_str(text, "", "is not");
}

int main(void)
{
	uuids();
	labels();
	wide();
	return tap_done();
}
