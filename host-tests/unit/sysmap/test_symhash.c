// SPDX-License-Identifier: GPL-2.0
#include "sysmap/symhash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"
#include "lib/text.h"

enum { ROWS_MAX = 400 };

static struct map_symbol rows[ROWS_MAX];
static char names[ROWS_MAX][24];
static unsigned count;

static uint64_t random_state;

/* Pseudo-random numbers, the same in every run and C library. */
static unsigned random_below(unsigned limit)
{
	random_state = random_state * 6364136223846793005 + 1442695040888963407;
	return (random_state >> 33) % limit;
}

static void add(uint64_t address, char type, const char *name)
{
	rows[count++] = (struct map_symbol){address, name, strlen(name), type};
}

static int compute(struct symhash *ret_symhash)
{
	struct symhasher symhasher;

	symhasher_begin(&symhasher);
	for (unsigned i = 0; i < count; i++)
		symhasher_add(&symhasher, &rows[i]);
	return symhasher_end(&symhasher, ret_symhash);
}

static uint64_t address_of(const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (text_equal(rows[i].name, name))
			return rows[i].address;
	return 0;
}

/* Second implementation of the definition: the number of symbols that count. */
static unsigned naive_count(void)
{
	unsigned result = 0;

	for (unsigned i = 0; i < count; i++) {
		uint64_t at = rows[i].address;

		result += (at >= address_of("_stext") && at < address_of("_etext")) ||
			  (at >= address_of("_sinittext") && at < address_of("_einittext"));
	}
	return result;
}

/*
 * A kernel of some hundred symbols, many with equal addresses, with the borders anywhere among
 * them.
 */
static void make_kernel(unsigned seed)
{
	static const char *const borders[] = {"_stext", "_etext", "_sinittext", "_einittext"};
	static const unsigned indexes[] = {40, 200, 240, 300};
	uint64_t address = 0xc0100000;

	random_state = seed;
	count = 0;
	for (unsigned i = 0; i < 360; i++) {
		sprintf(names[i], "f%u", i);
		add(address, "tTdW"[random_below(4)], names[i]);
		for (unsigned k = 0; k < 4; k++)
			if (indexes[k] == i)
				add(address, 'T', borders[k]);
		address += random_below(3) * 16;
	}
}

static void shift(uint64_t by)
{
	for (unsigned i = 0; i < count; i++)
		rows[i].address += by;
}

/* Changes the order among equal addresses by swapping neighbours. */
static void shuffle_ties(void)
{
	for (unsigned n = 0; n < 20 * count; n++) {
		unsigned i = random_below(count - 1);
		struct map_symbol keep = rows[i];

		if (rows[i].address != rows[i + 1].address)
			continue;
		rows[i] = rows[i + 1];
		rows[i + 1] = keep;
	}
}

static bool same_as(const struct symhash *want)
{
	struct symhash got;

	return compute(&got) == 0 && symhash_agrees(&got, want);
}

static void invariance(unsigned seed)
{
	struct symhash symhash;

	make_kernel(seed);
	tap_num(compute(&symhash), 0, "kernel %u is verified", seed);
	tap_num(symhash.text.count, naive_count(), "the number of symbols matches the definition");
	tap_ok(symhash.stext == address_of("_stext"), "_stext is returned");
	shuffle_ties();
	tap_ok(same_as(&symhash), "the order of equal addresses is ignored");
	shift(0x17000000);
	tap_ok(same_as(&symhash), "so is the kernel's address");
	shift(0ULL - 0x17000000);
	add(rows[count - 1].address, 'B', "_end");
	tap_ok(same_as(&symhash), "and all symbols but text");
}

/* Any change of one symbol in the text must be detected. */
static void changes(void)
{
	struct symhash symhash, other;
	unsigned seen = 0, tried = 0;

	make_kernel(5);
	compute(&symhash);
	for (unsigned i = 60; i < 190; i++) {
		struct map_symbol keep = rows[i];

		rows[i].type = keep.type == 't' ? 'T' : 't';
		seen += !same_as(&symhash);
		rows[i] = keep;
		rows[i].name = "another";
		rows[i].name_len = 7;
		seen += !same_as(&symhash);
		rows[i] = keep;
		tried += 2;
		if (rows[i + 1].address > keep.address) {
			rows[i].address++;
			seen += !same_as(&symhash);
			rows[i] = keep;
			tried++;
		}
	}
	tap_num(seen, tried, "every change of a type, a name or an address is detected");
	rows[100].name = rows[101].name = "twin";
	rows[100].name_len = rows[101].name_len = 4;
	rows[100].type = rows[101].type = 't';
	rows[101].address = rows[100].address;
	compute(&symhash);
	count--;
	memmove(&rows[101], &rows[102], (count - 101) * sizeof(rows[0]));
	compute(&other);
	tap_ok(other.text.count == symhash.text.count - 1 && other.text.hash != symhash.text.hash,
	       "twins count twice, and do not cancel out");
}

static void what_is_skipped(void)
{
	static const char *const passed[] = {"$x",
					     ".Ltmp",
					     "__efistub_memcpy",
					     "__kvm_nvhe_memcpy",
					     "memcpy_veneer",
					     "memcpy_from_thumb"};
	struct symhash symhash;

	make_kernel(7);
	compute(&symhash);
	memmove(&rows[121], &rows[120], (count++ - 120) * sizeof(rows[0]));
	for (unsigned i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
		rows[120].name = passed[i];
		rows[120].name_len = strlen(passed[i]);
		tap_ok(same_as(&symhash), "%s does not count", passed[i]);
	}
	rows[120].name = "memcpy";
	rows[120].name_len = 6;
	tap_ok(!same_as(&symhash), "memcpy does");
}

/* With _end in both, data count too; without it in the kernel, only text does. */
static void whole(void)
{
	struct symhash symhash, text_only;

	make_kernel(3);
	compute(&text_only);
	add(rows[count - 1].address + 16, 'D', "datum");
	add(rows[count - 1].address + 16, 'B', "_end");
	compute(&symhash);
	tap_ok(same_as(&symhash), "a whole kernel");
	tap_ok(same_as(&text_only), "its map is that of the same kernel without KALLSYMS_ALL too");
	tap_ok(!symhash_agrees(&text_only, &symhash), "a map of text symbols only is incomplete");
	rows[count - 2].address += 4;
	tap_ok(!same_as(&symhash), "moved data is detected");
	tap_ok(same_as(&text_only), "but not without KALLSYMS_ALL");
	rows[count - 2].address -= 4;
	rows[count - 2].name = "kallsyms_names";
	rows[count - 2].name_len = strlen("kallsyms_names");
	compute(&symhash);
	rows[count - 2] = rows[count - 1];
	count--;
	tap_ok(same_as(&symhash), "the tables of kallsyms are ignored");
}

static void no_kernel(void)
{
	struct symhash symhash;

	count = 0;
	tap_num(compute(&symhash), -ENODATA, "a kernel without symbols is rejected");
	add(0xc0100000, 'T', "_stext");
	tap_num(compute(&symhash), -ENODATA, "so is one without _etext");
	count = 0;
	add(0xc0100000, 'T', "_etext");
	tap_num(compute(&symhash), -ENODATA, "and one without _stext");
	add(0xc0100000, 'T', "_stext");
	tap_num(compute(&symhash), 0, "both are enough");
	count = 0;
	add(0, 'T', "_stext");
	add(0, 't', "f");
	add(0, 'T', "_etext");
	tap_num(compute(&symhash), 0, "hidden addresses are read");
	tap_ok(symhash.stext == 0, "and detected by _stext at 0");
}

int main(void)
{
	for (unsigned seed = 1; seed <= 4; seed++)
		invariance(seed);
	changes();
	what_is_skipped();
	whole();
	no_kernel();
	return tap_done();
}
