// SPDX-License-Identifier: GPL-2.0
/* Finds and decodes the symbol tables of a kernel, in the form of each version. */
#include "sysmap/kallsyms.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/fake/faketables.h"
#include "host-tests/le.h"
#include "host-tests/tap.h"
#include "sysmap/arm64.h"

enum { SYMBOLS = 700, DATA = 1 << 17 };

static unsigned char data[DATA];
static struct map_symbol symbols[SYMBOLS];
static char names[SYMBOLS][200];
static struct kallsyms kallsyms;

static const struct version {
	const char *what;
	unsigned word, unit;
	bool old_order, seqs;
	enum kallsyms_form form;
} versions[] = {
	{"5.10, 64 bits, per-cpu", 8, 8, true, false, KALLSYMS_PERCPU},
	{"5.10, 64 bits", 8, 8, true, false, KALLSYMS_RELATIVE},
	{"5.10, 32 bits", 4, 4, true, false, KALLSYMS_RELATIVE},
	{"6.1, 64 bits, per-cpu", 8, 8, true, true, KALLSYMS_PERCPU},
	{"6.1, 32 bits", 4, 4, true, true, KALLSYMS_RELATIVE},
	{"6.12, 64 bits, per-cpu", 8, 8, false, true, KALLSYMS_PERCPU},
	{"6.12, 64 bits", 8, 8, false, true, KALLSYMS_RELATIVE},
	{"7.2, 64 bits", 8, 4, false, true, KALLSYMS_PLACE},
	{"7.2, 32 bits", 4, 4, false, true, KALLSYMS_PLACE},
};

static uint64_t text_address(unsigned word)
{
	return word == 8 ? 0xffffffff81000000 : 0xc1000000;
}

/* Names of many lengths, some beyond 127; per-cpu symbols first if the form has them. */
static void make_symbols(const struct version *version)
{
	uint64_t address = text_address(version->word);

	for (unsigned i = 0; i < SYMBOLS; i++) {
		bool percpu = version->form == KALLSYMS_PERCPU && i < 20;

		sprintf(names[i], "_st%0*u", i % 50 ? (int)(i % 20) : 150, i);
		symbols[i] = (struct map_symbol){
			.address = percpu ? i * 64 : address,
			.type = percpu ? 'A' : "tTdbrW"[i % 6],
			.name = names[i],
			.name_len = strlen(names[i]),
		};
		address += i % 3 * 16;
	}
}

static void make_image(const struct version *version, struct fake_tables *tables)
{
	make_symbols(version);
	memset(data, 0, sizeof(data));
	*tables = (struct fake_tables){
		.word = version->word,
		.unit = version->unit,
		.old_order = version->old_order,
		.seqs = version->seqs,
		.form = version->form,
		.address = text_address(version->word),
		.base = text_address(version->word),
		.data = data,
		.len = 4000,
		.size = sizeof(data),
	};
	fake_tables_write(tables, symbols, SYMBOLS);
}

static int find(const struct fake_tables *tables)
{
	size_t first = tables->len / 2, rest = tables->len - first;
	struct kallsyms_segment segments[] = {
		{0, first, tables->address, first},
		{first, rest, tables->address + first, 1 << 20},
	};
	struct kallsyms_image image = {bytes_of(data, tables->len), tables->word, segments, 2};

	return kallsyms_find(&image, &kallsyms);
}

static unsigned count_equal(void)
{
	struct map_symbol got;
	unsigned equal = 0;

	for (unsigned i = 0; kallsyms_next(&kallsyms, &got) > 0 && i < SYMBOLS; i++)
		equal += got.address == symbols[i].address && got.type == symbols[i].type &&
			 got.name_len == symbols[i].name_len &&
			 strcmp(got.name, symbols[i].name) == 0;
	return equal;
}

static void each_version(void)
{
	for (unsigned i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct fake_tables tables;

		make_image(&versions[i], &tables);
		tap_num(find(&tables), 0, "%s: found", versions[i].what);
		tap_num(count_equal(), SYMBOLS, "%s: every symbol", versions[i].what);
		tap_num(kallsyms_next(&kallsyms, &(struct map_symbol){0}), 0, "%s: and no more",
			versions[i].what);
	}
}

/* With one byte changed, the result is an error or other symbols, nothing else. */
static void broken(const struct version *version)
{
	struct fake_tables tables;
	unsigned found = 0, odd = 0;

	make_image(version, &tables);
	for (size_t at = 4000; at < tables.len; at += 41) {
		unsigned char keep = data[at];
		int err;

		data[at] ^= 0x81;
		err = find(&tables);
		odd += err != 0 && err != -EINVAL && err != -ENOENT;
		if (!err)
			found += count_equal() > 0;
		data[at] = keep;
	}
	tap_num(odd, 0, "%s, broken: an answer each time", version->what);
	tap_ok(found > 0, "%s, broken in the names: others are still there", version->what);
}

static void cut_short(const struct version *version)
{
	struct fake_tables tables;
	unsigned found = 0;
	size_t whole;

	make_image(version, &tables);
	whole = tables.len;
	for (tables.len = whole - 8 - 3 * SYMBOLS - 8; tables.len > 4000; tables.len -= 97)
		found += find(&tables) == 0;
	tap_num(found, 0, "%s, cut short: not found", version->what);
}

static void put_relocation(size_t at, uint64_t offset, uint64_t addend)
{
	le_put(data + at, 8, offset);
	le_put(data + at + 8, 8, 0x403);
	le_put(data + at + 16, 8, addend);
}

/* An Image contains addresses only in its relocations; one of them is for relative_base. */
static void arm64(const struct version *version)
{
	uint64_t base = 0xffff800008000000, found = 0, size = 0;
	struct fake_tables tables;

	make_image(version, &tables);
	for (unsigned i = 0; i < SYMBOLS; i++)
		symbols[i].address += base - tables.address;
	le_put(data + 16, 8, 1 << 20);
	le_put(data + tables.relative_base, 8, 0);
	tap_num(arm64_find_base(bytes_of(data, tables.len), &found, &size), -ENOENT,
		"%s: an Image without relocations", version->what);
	put_relocation(128, base + tables.relative_base, base);
	put_relocation(152, base + 512, base + 0x1234);
	put_relocation(176, base + (1 << 19), base);
	put_relocation(200, base + 512, base + (1 << 21));
	tap_num(arm64_find_base(bytes_of(data, tables.len), &found, &size), 0, "and one with them");
	tap_ok(found == base && size == 1 << 20, "link address and size");
	arm64_relocate(data, tables.len, found);
	tap_ok(data[512] == 0x34 && data[513] == 0x12, "a pointer is relocated");
	tables.address = base;
	tap_num(find(&tables), 0, "its tables are found then");
	tap_num(count_equal(), SYMBOLS, "every symbol");
}

static void nothing(void)
{
	struct fake_tables tables = {.word = 8, .len = 0};

	tap_num(find(&tables), -ENOENT, "an empty kernel has no tables");
	tables.len = sizeof(data);
	memset(data, 0, sizeof(data));
	tap_num(find(&tables), -ENOENT, "nor has one of zeros");
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009"[i % 20];
	tap_num(find(&tables), -ENOENT, "nor one of digits");
}

int main(void)
{
	each_version();
	broken(&versions[3]);
	broken(&versions[7]);
	cut_short(&versions[6]);
	cut_short(&versions[7]);
	arm64(&versions[6]);
	nothing();
	return tap_done();
}
