// SPDX-License-Identifier: GPL-2.0
/*
 * The index reader: on depmod's files; on generated files against a second, plain matcher; on
 * damaged files.
 */
#include "drivers-load/catalog/index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tests/modules.h"
#include "host-tests/tap.h"

/* ---- a writer ------------------------------------------------------------------------------ */

struct entry {
	char key[16];
	char value[8];
};

static unsigned char file[65536];
static size_t file_len;

static void put_be32(uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		file[file_len++] = value >> shift;
}

static void put_string(const char *text, size_t len)
{
	memcpy(file + file_len, text, len);
	file_len += len;
	file[file_len++] = '\0';
}

/* Length of the common prefix of all keys after `depth` characters. */
static size_t common(const struct entry *e, int count, size_t depth)
{
	size_t len = strlen(e[0].key + depth);

	for (int i = 1; i < count; i++)
		while (strncmp(e[0].key + depth, e[i].key + depth, len) != 0)
			len--;
	return len;
}

/* Writes the node for sorted entries after its children. Returns its reference. */
static uint32_t put_node(const struct entry *e, int count, size_t depth)
{
	uint32_t children[128] = {0}, reference = 0;
	size_t prefix = common(e, count, depth);
	int first = 128, last = 0, values = 0;

	while (values < count && strlen(e[values].key) == depth + prefix)
		values++;
	for (int i = values, n; i < count; i += n) {
		int c = e[i].key[depth + prefix];

		for (n = 1; i + n < count && e[i + n].key[depth + prefix] == c; n++)
			;
		children[c] = put_node(e + i, n, depth + prefix + 1);
		first = c < first ? c : first;
		last = c;
	}
	reference = file_len;
	if (prefix) {
		put_string(e[0].key + depth, prefix);
		reference |= 0x80000000;
	}
	if (first <= last) {
		file[file_len++] = first;
		file[file_len++] = last;
		for (int c = first; c <= last; c++)
			put_be32(children[c]);
		reference |= 0x20000000;
	}
	if (values) {
		put_be32(values);
		for (int i = 0; i < values; i++) {
			put_be32(atoi(e[i].value + 1));
			put_string(e[i].value, strlen(e[i].value));
		}
		reference |= 0x40000000;
	}
	return reference;
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static void write_index(struct entry *entries, int count)
{
	uint32_t root;
	size_t end;

	qsort(entries, count, sizeof(*entries), by_key);
	file_len = 0;
	put_be32(0xb007f457);
	put_be32(0x00020001);
	put_be32(0);
	root = put_node(entries, count, 0);
	end = file_len;
	file_len = 8;
	put_be32(root);
	file_len = end;
}

/* ---- a plain matcher ----------------------------------------------------------------------- */

/* Here classes are [x] or [!x] with one letter. */
static bool naive(const char *p, const char *t)
{
	if (!*p)
		return !*t;
	if (*p == '*')
		return naive(p + 1, t) || (*t && naive(p, t + 1));
	if (!*t)
		return false;
	if (*p == '[' && p[1] == '!')
		return *t != p[2] && naive(p + 4, t + 1);
	if (*p == '[')
		return *t == p[1] && naive(p + 3, t + 1);
	return (*p == '?' || *p == *t) && naive(p + 1, t + 1);
}

static unsigned seed = 1;

static unsigned roll(unsigned sides)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % sides;
}

static const char *const pieces[] = {"a", "b", "a", "b", "*", "?", "[a]", "[!b]"};

static void random_text(char *to, unsigned kinds, unsigned most)
{
	*to = '\0';
	for (unsigned n = roll(most + 1); n > 0; n--)
		strcat(to, pieces[roll(kinds)]);
}

static bool same_hits(const struct entry *e, int count, const char *text)
{
	static struct index index;
	struct index_hits hits = {.count = 0};
	unsigned want = 0;
	bool ok = true;

	if (index_parse(bytes_of(file, file_len), &index) || index_match(&index, text, &hits))
		return false;
	for (int i = 0; i < count; i++) {
		bool found = false;

		for (unsigned h = 0; h < hits.count; h++)
			found |= strcmp(hits.at[h].value, e[i].value) == 0;
		ok &= found == naive(e[i].key, text);
		want += found;
	}
	for (unsigned h = 1; h < hits.count; h++)
		ok &= hits.at[h - 1].priority <= hits.at[h].priority;
	return ok && hits.count == want;
}

static void against_naive(void)
{
	struct entry entries[40];
	int wrong = 0;

	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < 40; i++) {
			random_text(entries[i].key, 8, 3);
			sprintf(entries[i].value, "m%d", i);
		}
		write_index(entries, 40);
		for (int i = 0; i < 50; i++) {
			char text[16];

			random_text(text, 2, 6);
			wrong += !same_hits(entries, 40, text);
		}
	}
	tap_num(wrong, 0, "10,000 texts find what a plain matcher finds, in order");
}

/* ---- files of depmod ----------------------------------------------------------------------- */

static void open_tree(const char *root, const char *name, struct index *ret_index)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/lib/modules/1.0/%s", root, name);
	tap_num(index_open(path, ret_index), 0, "%s is an index", name);
}

static void check_match(const struct index *index, const char *text, const char *want)
{
	struct index_hits hits = {.count = 0};
	char got[256] = "";

	tap_num(index_match(index, text, &hits), 0, "%s is found", text);
	for (unsigned i = 0; i < hits.count; i++) {
		strcat(got, i ? " " : "");
		strcat(got, hits.at[i].value);
	}
	tap_str(got, want, "%s means \"%s\"", text, want);
}

static void made_by_depmod(const char *root)
{
	struct index dep, alias, builtin;
	const char *value = NULL;

	open_tree(root, "modules.dep.bin", &dep);
	open_tree(root, "modules.alias.bin", &alias);
	open_tree(root, "modules.builtin.bin", &builtin);
	tap_num(index_find(&dep, "scsi_spi", &value), 0, "a module is found");
	tap_str(value, "kernel/drivers/scsi/scsi-spi.ko: kernel/drivers/scsi/scsi_mod.ko",
		"with its line of modules.dep");
	tap_num(index_find(&dep, "scsi", &value), -ENOENT, "a common prefix is not a key");
	tap_num(index_find(&dep, "scsi_spix", &value), -ENOENT, "nor is a longer one");
	tap_num(index_find(&dep, "", &value), -ENOENT, "nor an empty one");
	tap_num(index_find(&builtin, "ext2", &value), 0, "built-in modules are found");
	check_match(&alias, "fs_ext3", "ext4");
	check_match(&alias, "crypto_crc32c", "crc32c_generic crc32c_fast");
	check_match(&alias, "pci:v00001000d00000005sv00000000sd00000000bc01sc00i00", "lsi");
	check_match(&alias, "pci:v00001000d00000007sv00000000sd00000000bc01sc00i00", "");
	check_match(&alias, "pci:v00008086d00007010sv00001AF4sd00001100bc01sc01i80",
		    "piix generic_ide");
	check_match(&alias, "", "");
}

/* ---- damaged files ------------------------------------------------------------------------- */

#define HEADER "\xb0\x07\xf4\x57\x00\x02\x00\x01"

static const struct {
	const char *what;
	const char *bytes;
	size_t len;
	int parse, find, match;
} damaged[] = {
#define BYTES(text) text, sizeof(text) - 1
	{"empty", BYTES(""), -EINVAL, 0, 0},
	{"magic only", BYTES("\xb0\x07\xf4\x57"), -EINVAL, 0, 0},
	{"another magic", BYTES("\xb0\x07\xf4\x56\0\2\0\1\0\0\0\0"), -EINVAL, 0, 0},
	{"version 3", BYTES("\xb0\x07\xf4\x57\0\3\0\1\0\0\0\0"), -EINVAL, 0, 0},
	{"no root", BYTES(HEADER "\0\0\0\0"), 0, -ENOENT, 0},
	{"root beyond the end", BYTES(HEADER "\x40\0\0\xff"), 0, -EINVAL, -EINVAL},
	{"prefix without its end",
	 BYTES(HEADER "\x80\0\0\x0c"
		      "aaa"),
	 0, -EINVAL, -EINVAL},
	{"children cut off",
	 BYTES(HEADER "\x20\0\0\x0c"
		      "ab\0\0\0\x0c\0\0"),
	 0, -EINVAL, -EINVAL},
	{"children backwards",
	 BYTES(HEADER "\x20\0\0\x0c"
		      "ba\0\0\0\x0c\0\0\0\x0c"),
	 0, -EINVAL, -EINVAL},
	{"more values than bytes",
	 BYTES(HEADER "\xc0\0\0\x0c"
		      "a\0\xff\xff\xff\xff\0\0\0\1x"),
	 0, -EINVAL, -EINVAL},
	{"a node that is its own child a",
	 BYTES(HEADER "\x20\0\0\x0c"
		      "aa\x20\0\0\x0c"),
	 0, -ENOENT, 0},
	{"a node that is its own child *",
	 BYTES(HEADER "\x20\0\0\x0c"
		      "**\x20\0\0\x0c"),
	 0, -ENOENT, -EINVAL},
	{"every node the child of every node, by * and +",
	 BYTES(HEADER "\x20\0\0\x0c"
		      "*+\x20\0\0\x0c\x20\0\0\x0c"),
	 0, -ENOENT, -EINVAL},
};

static void damaged_files(void)
{
	for (unsigned i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		struct index index = {.root = 0};
		struct index_hits hits = {.count = 0};
		const char *value;

		tap_num(index_parse(bytes_of(damaged[i].bytes, damaged[i].len), &index),
			damaged[i].parse, "%s: opened", damaged[i].what);
		if (damaged[i].parse)
			continue;
		tap_num(index_find(&index, "a", &value), damaged[i].find, "%s: looked up",
			damaged[i].what);
		tap_num(index_match(&index, "a", &hits), damaged[i].match, "%s: matched",
			damaged[i].what);
	}
}

/* A chain of nodes below '*' that doubles at each step: 2^30 paths. */
static void many_ways(void)
{
	struct index_hits hits = {.count = 0};
	struct index index;

	file_len = 0;
	put_be32(0xb007f457);
	put_be32(0x00020001);
	put_be32(0x2000000c);
	for (int level = 1; level <= 30; level++) {
		uint32_t next = 0x20000000 | (12 + level * 14);

		file[file_len++] = '*';
		file[file_len++] = ',';
		put_be32(next);
		put_be32(0);
		put_be32(next);
	}
	put_be32(0);
	put_be32(0);
	index_parse(bytes_of(file, file_len), &index);
	tap_num(index_match(&index, ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,", &hits), -EINVAL,
		"shared nodes do not multiply");
}

/* With any byte changed, look-ups stay within the file; the sanitizer checks it. */
static void every_byte(void)
{
	static const unsigned char values[] = {0x00, 0x01, '*', 0x7f, 0x80, 0xff};
	struct entry entries[] = {{"ab*", "m1"}, {"a[b]c", "m2"}, {"a", "m3"}, {"?bc", "m4"}};
	int tried = 0;

	write_index(entries, 4);
	for (size_t at = 0; at < file_len; at++) {
		unsigned char was = file[at];

		for (unsigned v = 0; v < sizeof(values); v++) {
			struct index_hits hits = {.count = 0};
			struct index index;
			const char *value;

			file[at] = values[v];
			tried++;
			if (index_parse(bytes_of(file, file_len), &index))
				continue;
			index_find(&index, "a", &value);
			index_match(&index, "abc", &hits);
		}
		file[at] = was;
	}
	tap_ok(tried > 0, "each byte changed in %d ways, and every look-up ended", tried);
}

static void too_many(void)
{
	static struct entry entries[INDEX_HITS + 1];
	struct index_hits hits = {.count = 0};
	struct index index;

	for (int i = 0; i <= INDEX_HITS; i++) {
		strcpy(entries[i].key, "*");
		sprintf(entries[i].value, "m%d", i);
	}
	write_index(entries, INDEX_HITS);
	index_parse(bytes_of(file, file_len), &index);
	tap_num(index_match(&index, "x", &hits), 0, "as many values as fit");
	tap_num(hits.count, INDEX_HITS, "are all there");
	write_index(entries, INDEX_HITS + 1);
	index_parse(bytes_of(file, file_len), &index);
	hits.count = 0;
	tap_num(index_match(&index, "x", &hits), -E2BIG, "one more is an error");
}

int main(void)
{
	made_by_depmod(modules_tree());
	against_naive();
	damaged_files();
	many_ways();
	every_byte();
	too_many();
	return tap_done();
}
