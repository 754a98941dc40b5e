// SPDX-License-Identifier: GPL-2.0
/* dm-verity: the superblock, roothash= and its options, and the arguments of the kernel's target. */
#include <errno.h>
#include <string.h>

#include "fs/verity/table.h"
#include "host-tests/tap.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char hash[] = "00112233445566778899aabbccddeeff0123456789ABCDEFfedcba9876543210";

/* As veritysetup writes it: 4096 blocks of 1024 and 4096 bytes, a salt of 4 bytes. */
static const unsigned char good[VERITY_SUPERBLOCK_SIZE] = {[0] = 'v',
							   'e',
							   'r',
							   'i',
							   't',
							   'y',
							   0,
							   0,
							   1,
							   0,
							   0,
							   0,
							   1,
							   [0x10] = 0x12,
							   0x34,
							   [0x20] = 's',
							   'h',
							   'a',
							   '2',
							   '5',
							   '6',
							   [0x41] = 4,
							   [0x45] = 0x10,
							   [0x49] = 0x10,
							   [0x50] = 4,
							   [0x58] = 0xde,
							   0xad,
							   0xbe,
							   0xef};

/* ---- the superblock ------------------------------------------------------------------------ */

static const char *read_bytes(const unsigned char *raw, size_t len, struct verity_superblock *super)
{
	struct bytes bytes = bytes_of(raw, len);

	return superblock_read(&bytes, super);
}

static void fields(void)
{
	struct verity_superblock s;

	tap_str(read_bytes(good, sizeof(good), &s), NULL, "a superblock");
	tap_num(s.hash_type, 1, "its hash type");
	tap_str(s.uuid, "12340000-0000-0000-0000-000000000000", "its UUID");
	tap_str(s.algorithm, "sha256", "its algorithm");
	tap_num(s.data_block, 1024, "its data blocks");
	tap_num(s.hash_block, 4096, "its hash blocks");
	tap_num(s.data_blocks, 4096, "their number");
	tap_ok(s.salt_len == 4 && !memcmp(s.salt, "\xde\xad\xbe\xef", 4), "its salt");
	tap_num(superblock_tree(&s, 0), 1, "the tree is in the block after it");
	tap_num(superblock_tree(&s, 4096 - 512), 1, "or directly behind it");
	tap_num(superblock_tree(&s, 4096), 2, "or after an offset");
}

static const struct {
	const char *what;
	unsigned at, len;
	unsigned char bytes[33];
	const char *why; /* NULL: it is accepted */
} changes[] = {
	{"another magic", 5, 1, "Y", "no superblock of dm-verity"},
	{"version 2", 8, 1, {2}, "another version of the superblock than 1"},
	{"a large version", 11, 1, {1}, "another version of the superblock than 1"},
	{"the hash type of Chrome OS", 12, 1, {0}, NULL},
	{"hash type 2", 12, 1, {2}, "an unknown hash type"},
	{"no UUID", 0x10, 2, {0}, NULL},
	{"no algorithm", 0x20, 1, {0}, "an invalid name of the hash algorithm"},
	{"an algorithm with a blank", 0x23, 1, " ", "an invalid name of the hash algorithm"},
	{"an algorithm with a dash", 0x23, 1, "-", NULL},
	{"an algorithm of 32 characters", 0x20, 32, "abcdefghijklmnopqrstuvwxyz_ABCDE", NULL},
	{"data blocks of 256 bytes", 0x41, 1, {1}, "an invalid block size"},
	{"data blocks of 512 bytes", 0x41, 1, {2}, NULL},
	{"data blocks of 768 bytes", 0x41, 1, {3}, "an invalid block size"},
	{"data blocks of no bytes", 0x41, 1, {0}, "an invalid block size"},
	{"data blocks of 512 KiB", 0x41, 2, {0, 8}, NULL},
	{"data blocks of 1 MiB", 0x41, 2, {0, 16}, "an invalid block size"},
	{"data blocks of 2 GiB", 0x41, 3, {0, 0, 0x80}, "an invalid block size"},
	{"hash blocks of 768 bytes", 0x45, 1, {3}, "an invalid block size"},
	{"no data blocks", 0x49, 1, {0}, "no data blocks"},
	{"a salt of 256 bytes", 0x50, 2, {0, 1}, NULL},
	{"a salt of 257 bytes", 0x50, 2, {1, 1}, "a salt of more than 256 bytes"},
};

static void checks(void)
{
	struct verity_superblock s;
	unsigned char raw[sizeof(good)];

	for (size_t i = 0; i < COUNT(changes); i++) {
		memcpy(raw, good, sizeof(raw));
		memcpy(raw + changes[i].at, changes[i].bytes, changes[i].len);
		tap_str(read_bytes(raw, sizeof(raw), &s), changes[i].why, "%s", changes[i].what);
	}
	tap_str(read_bytes(good, sizeof(good) - 256, &s), "no superblock of dm-verity",
		"a device that ends in it");
	tap_str(read_bytes(good, 0, &s), "no superblock of dm-verity", "an empty device");
}

/* 4 MiB of data; the tree begins at 4096. */
static void devices(void)
{
	const uint64_t data = 4 << 20, tree = 1 << 20;
	struct verity_superblock s;

	(void)read_bytes(good, sizeof(good), &s);
	tap_str(superblock_check(&s, data, tree, 0, false), NULL, "two devices");
	tap_str(superblock_check(&s, data - 1, tree, 0, false),
		"more data blocks than the data device has", "a data device that is too short");
	tap_str(superblock_check(&s, data, 8191, 0, false),
		"a hash tree beyond the end of the device", "no space for the tree");
	tap_str(superblock_check(&s, data, 8192, 0, false), NULL, "space for one block of it");
	tap_str(superblock_check(&s, data + tree, data + tree, data, true), NULL, "one device");
	tap_str(superblock_check(&s, data + tree, data + tree, data - 512, true),
		"data blocks that overlap the hash tree", "the tree is in the data");
	tap_str(superblock_check(&s, data, data + tree, data - 512, false), NULL,
		"which it may be on two devices");
	s.data_blocks = UINT64_MAX / 512;
	tap_str(superblock_check(&s, data, tree, 0, true),
		"more data blocks than the data device has", "a number that overflows");
	s.data_blocks = 1;
	tap_str(superblock_check(&s, data, tree, INT64_MAX - 511, true),
		"a hash tree beyond the end of the device", "an offset that is too large");
}

/* ---- roothash= ----------------------------------------------------------------------------- */

static void hashes(void)
{
	char data[UUID_SIZE], tree[UUID_SIZE], text[ROOTHASH_DIGITS_MAX + 3];

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	tap_ok(roothash_is_valid(hash), "64 digits");
	tap_ok(!roothash_is_valid(""), "none");
	tap_ok(!roothash_is_valid("0011"), "4");
	tap_ok(!roothash_is_valid(hash + 1), "63");
	tap_ok(roothash_is_valid(hash + 32), "32");
	tap_ok(!roothash_is_valid(hash + 34), "30");
	tap_ok(!roothash_is_valid(text), "130");
	tap_ok(roothash_is_valid(text + 2), "128");
	text[64] = 'g';
	tap_ok(!roothash_is_valid(text + 2), "a letter that is no digit");
	roothash_partitions(hash, data, tree);
	tap_str(data, "00112233-4455-6677-8899-aabbccddeeff", "the partition of the data");
	tap_str(tree, "01234567-89AB-CDEF-fedc-ba9876543210", "and that of the hash tree");
}

static const struct {
	const char *text;
	const char *mode; /* "": none */
	bool zeroes, once;
	uint64_t offset;
	const char *why; /* NULL: it is accepted */
	const char *option;
} lists[] = {
	{.text = ""},
	{.text = ",,"},
	{.text = "ignore-corruption", .mode = "ignore_corruption"},
	{.text = "restart-on-corruption", .mode = "restart_on_corruption"},
	{.text = "panic-on-corruption,panic-on-corruption", .mode = "panic_on_corruption"},
	{.text = "superblock=yes,ignore-zero-blocks,check-at-most-once",
	 .zeroes = true,
	 .once = true},
	{.text = "hash-offset=4096,superblock=true", .offset = 4096},
	{.text = "hash-offset=9223372036854775296", .offset = 9223372036854775296u},
	{.text = "hash-offset=9223372036854775808", .why = "expected a multiple of 512"},
	{.text = "hash-offset=100", .why = "expected a multiple of 512"},
	{.text = "hash-offset=", .why = "expected a multiple of 512"},
	{.text = "hash-offset", .why = "unknown"},
	{.text = "ignore-corruption=yes", .why = "unknown"},
	{.text = "ignore-corruption,panic-on-corruption,x",
	 .why = "it contradicts another option",
	 .option = "panic-on-corruption"},
	{.text = "check-at-most-once,x-what", .why = "unknown", .option = "x-what"},
	{.text = "superblock=no", .why = "only superblock=yes is supported"},
	{.text = "root-hash-signature=/etc/sig", .why = "not supported"},
	{.text = "fec-device=/dev/sda1", .why = "not supported"},
	{.text = "salt=1234", .why = "not supported: the superblock contains it"},
	{.text = "x1234567890123456789012345678901234567890123456789012345678901234567890",
	 .why = "too long"},
};

static void option_lists(void)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct verity_options o;
		const char *option, *expected = lists[i].option ? lists[i].option : lists[i].text;
		size_t len;

		tap_str(roothash_options(lists[i].text, &o, &option, &len), lists[i].why,
			"options '%s'", lists[i].text);
		if (lists[i].why)
			tap_ok(len == strlen(expected) && !memcmp(option, expected, len),
			       "names the option");
		else
			tap_ok(o.ignore_zeroes == lists[i].zeroes &&
				       o.check_once == lists[i].once &&
				       o.hash_offset == lists[i].offset &&
				       !o.on_corruption == !lists[i].mode &&
				       (!lists[i].mode || !strcmp(o.on_corruption, lists[i].mode)),
			       "sets them");
	}
}

/* ---- the table ----------------------------------------------------------------------------- */

static void tables(void)
{
	struct verity_table table = {.data = {.major = 8, .minor = 1},
				     .tree = {.major = 259, .minor = 70000}};
	char text[VERITY_TABLE_SIZE], longest[ROOTHASH_DIGITS_MAX + 2];

	(void)read_bytes(good, sizeof(good), &table.super);
	table.root_hash = hash;
	tap_num(table_format(&table, text), 0, "a table");
	tap_str(text,
		"1 8:1 259:70000 1024 4096 4096 1 sha256 "
		"00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210 deadbeef",
		"its arguments");
	table.super.salt_len = 0;
	table.options = (struct verity_options){
		.on_corruption = "panic_on_corruption", .check_once = true, .hash_offset = 8192};
	tap_num(table_format(&table, text), 0, "a table with options, without a salt");
	tap_str(text,
		"1 8:1 259:70000 1024 4096 4096 3 sha256 "
		"00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210 - "
		"2 panic_on_corruption check_at_most_once",
		"its arguments");
	table.options = (struct verity_options){.ignore_zeroes = true};
	tap_num(table_format(&table, text), 0, "a table with one option");
	tap_str(strstr(text, " - "), " - 1 ignore_zero_blocks", "its end");
	memset(longest, 'F', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	table.root_hash = longest + 1;
	memset(&table.super.algorithm, 'x', VERITY_ALGORITHM_SIZE);
	table.super.salt_len = VERITY_SALT_SIZE;
	table.super.data_blocks = UINT64_MAX;
	table.options = (struct verity_options){"restart_on_corruption", true, true, INT64_MAX};
	tap_num(table_format(&table, text), 0, "the longest table");
	table.root_hash = longest;
	tap_num(table_format(&table, text), -ENAMETOOLONG, "a longer root hash is refused");
}

int main(void)
{
	fields();
	checks();
	devices();
	hashes();
	option_lists();
	tables();
	return tap_done();
}
