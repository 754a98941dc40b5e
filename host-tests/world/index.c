// SPDX-License-Identifier: GPL-2.0
/* depmod's index of a machine's modules, for keys that differ in their first letter. */
#include <stdio.h>
#include <string.h>

#include "host-tests/world/machine.h"

static unsigned char *put32(unsigned char *at, unsigned value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = value >> shift;
	return at;
}

static unsigned char *put_text(unsigned char *at, const char *text)
{
	size_t len = strlen(text) + 1;

	memcpy(at, text, len);
	return at + len;
}

struct entry {
	const char *key, *value;
};

enum { HEADER = 12, PREFIX = 0x80000000, VALUES = 0x40000000, CHILDS = 0x20000000 };

static void write_index(const char *dir, const char *modules, const char *name,
			const struct entry *entries, int count)
{
	unsigned char bytes[1024], *at, *child;
	char path[128];
	char first = entries[0].key[0], last = entries[count - 1].key[0];

	memset(bytes, 0, sizeof(bytes));
	at = put32(bytes, 0xb007f457);
	at = put32(at, 0x00020001);
	at = put32(at, CHILDS | HEADER);
	*at++ = first;
	*at++ = last;
	child = at;
	at += 4 * (last - first + 1);
	for (int i = 0; i < count; i++) {
		put32(child + 4 * (entries[i].key[0] - first),
		      PREFIX | VALUES | (unsigned)(at - bytes));
		at = put_text(at, entries[i].key + 1);
		at = put32(at, 1);
		at = put32(at, 0);
		at = put_text(at, entries[i].value);
	}
	snprintf(path, sizeof(path), "%s/%s", modules, name);
	machine_write_bytes(dir, path, bytes, at - bytes);
}

void machine_index(const char *dir, const char *modules)
{
	static const struct entry dep[] = {{"ext4", "ext4.ko:"}, {"sd_mod", "sd_mod.ko:"}};
	static const struct entry alias[] = {{"fs_ext3", "ext4"}, {"i2c:clock", "sd_mod"}};
	static const struct entry hints[] = {{"pci:v*", "lsi"}};

	write_index(dir, modules, "modules.dep.bin", dep, 2);
	write_index(dir, modules, "modules.alias.bin", alias, 2);
	write_index(dir, modules, "modules.hints.bin", hints, 1);
}

void machine_index_pci(const char *dir, const char *modules)
{
	static const struct entry alias[] = {
		{"fs_ext3", "ext4"}, {"i2c:clock", "sd_mod"}, {"pci:v*", "sd_mod"}};

	write_index(dir, modules, "modules.alias.bin", alias, 3);
}
