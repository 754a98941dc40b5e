// SPDX-License-Identifier: GPL-2.0
#include "lib/text.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "host-tests/tap.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void comparing(void)
{
	tap_ok(text_equal("", "") && text_equal("ab", "ab"), "equal");
	tap_ok(!text_equal("ab", "a") && !text_equal("a", "ab") && !text_equal("a", "A"),
	       "not equal");
	tap_ok(text_equal_nocase("aBz@[", "AbZ@["), "equal but for case");
	tap_ok(!text_equal_nocase("ab", "a") && !text_equal_nocase("a", "ab"),
	       "not equal, case aside");
	tap_ok(!text_equal_nocase("@", "`") && !text_equal_nocase("[", "{"),
	       "the neighbours of the letters have no case");
	tap_ok(!text_equal_nocase("\xc4", "\xe4"), "nor do letters beyond ASCII");
	tap_str(text_after("UUID=1", "UUID="), "1", "after a prefix");
	tap_str(text_after("UUID=", "UUID="), "", "nothing after a prefix");
	tap_str(text_after("UUID", "UUID="), NULL, "a part of the prefix");
	tap_str(text_after("x", ""), "x", "after the empty prefix");
}

static const struct {
	const char *text;
	unsigned base;
	uint64_t max;
	int err;
	uint64_t value;
} numbers[] = {
	{"0", 10, 0, 0, 0},
	{"007", 10, 7, 0, 7},
	{"8", 10, 7, -ERANGE, 0},
	{"1", 10, 0, -ERANGE, 0},
	{"18446744073709551615", 10, UINT64_MAX, 0, UINT64_MAX},
	{"18446744073709551616", 10, UINT64_MAX, -ERANGE, 0},
	{"99999999999999999999999", 10, UINT64_MAX, -ERANGE, 0},
	{"ffffffffffffffff", 16, UINT64_MAX, 0, UINT64_MAX},
	{"10000000000000000", 16, UINT64_MAX, -ERANGE, 0},
	{"DeadBeef", 16, UINT32_MAX, 0, 0xdeadbeef},
	{"777", 8, 0777, 0, 0777},
	{"8", 8, UINT64_MAX, -EINVAL, 0},
	{"a", 10, UINT64_MAX, -EINVAL, 0},
	{"g", 16, UINT64_MAX, -EINVAL, 0},
	{"", 10, UINT64_MAX, -EINVAL, 0},
	{" 1", 10, UINT64_MAX, -EINVAL, 0},
	{"1 ", 10, UINT64_MAX, -EINVAL, 0},
	{"1\n", 10, UINT64_MAX, -EINVAL, 0},
	{"+1", 10, UINT64_MAX, -EINVAL, 0},
	{"-1", 10, UINT64_MAX, -EINVAL, 0},
	{"0x1", 16, UINT64_MAX, -EINVAL, 0},
	{"0x", 16, UINT64_MAX, -EINVAL, 0},
	{"1\xb2", 10, UINT64_MAX, -EINVAL, 0},
};

static void counting(void)
{
	for (unsigned i = 0; i < COUNT(numbers); i++) {
		uint64_t value = 42;
		uint64_t want = numbers[i].err ? 42 : numbers[i].value;

		tap_num(text_number(numbers[i].text, numbers[i].base, numbers[i].max, &value),
			numbers[i].err, "number %u: the answer", i + 1);
		tap_ok(value == want, "number %u: the value, or unchanged", i + 1);
	}
}

static void copying(void)
{
	char to[4] = "was";

	tap_num(text_copy(to, sizeof(to), "long"), -ENAMETOOLONG, "no space for the NUL");
	tap_str(to, "was", "and nothing is copied");
	tap_num(text_copy(to, sizeof(to), "fit"), 0, "it fits");
	tap_str(to, "fit", "and is there");
	tap_num(text_copy_n(to, sizeof(to), "a\0b", 3), -EINVAL, "a NUL among the bytes");
	tap_str(to, "fit", "and nothing is copied");
	tap_num(text_copy_n(to, sizeof(to), "abcdef", 2), 0, "the beginning of a text");
	tap_str(to, "ab", "ends at the given end");
	tap_num(text_copy_n(to, sizeof(to), "", 0), 0, "nothing at all");
	tap_str(to, "", "is empty");
	tap_num(text_copy_n(to, 0, "", 0), -ENAMETOOLONG, "size 0");

	tap_num(text_format(to, sizeof(to), "%u", 123u), 3, "a format that fits");
	tap_str(to, "123", "is there");
	tap_num(text_format(to, sizeof(to), "%u", 1234u), -ENAMETOOLONG, "one that doesn't");
	tap_str(to, "", "leaves nothing");
}

/* Items of a list, each in brackets. */
static const struct {
	const char *list, *items;
} lists[] = {
	{"", "[]"}, {"a", "[a]"}, {"a,b", "[a][b]"}, {",a,,b,", "[][a][][b][]"}, {",", "[][]"},
};

static void listing(void)
{
	for (unsigned i = 0; i < COUNT(lists); i++) {
		const char *list = lists[i].list, *item;
		char items[32] = "";

		while (list) {
			size_t len = text_item(&list, &item);

			strcat(items, "[");
			strncat(items, item, len);
			strcat(items, "]");
		}
		tap_str(items, lists[i].items, "the items of '%s'", lists[i].list);
	}
}

/* Lines and tokens in memory without a final NUL. */
static void walking(void)
{
	static const char text[] = {'a', ' ', '\t', 'b', '\n', '\n', ' ', 'c', 'd'};
	const char *rest = text, *end = text + sizeof(text), *line, *token;

	tap_num(text_line(&rest, end, &line), 4, "the first line");
	tap_ok(line == text, "is at the beginning");
	tap_num(text_line(&rest, end, &line), 0, "an empty line");
	tap_num(text_line(&rest, end, &line), 3, "the last line, without a newline");
	tap_ok(line == text + 6, "is at the end");
	tap_num(text_line(&rest, end, &line), -1, "no line more");

	rest = text;
	end = text + 4;
	tap_num(text_token(&rest, end, &token), 1, "the first token");
	tap_num(text_token(&rest, end, &token), 1, "the second");
	tap_ok(token == text + 3, "follows all blanks");
	tap_num(text_token(&rest, end, &token), -1, "no token more");
	rest = text + 1;
	tap_num(text_token(&rest, text + 3, &token), -1, "no token among blanks");
}

static void module_names(void)
{
	char name[] = "a-b[c-d]-e";

	tap_ok(text_param_equal("a-b", "a_b", 3), "'-' and '_' are one");
	tap_ok(!text_param_equal("a-b", "a.b", 3), "'-' and '.' are not");
	tap_ok(text_param_equal("a-bX", "a_bY", 3), "text beyond the length is ignored");
	tap_ok(text_param_equal("ab", "ab", 9), "the end of both ends it");
	tap_ok(!text_param_equal("ab", "abc", 9) && !text_param_equal("abc", "ab", 9),
	       "the end of one is a difference");
	text_underscores(name);
	tap_str(name, "a_b[c-d]_e", "underscores, but not in brackets");
}

static void distances(void)
{
	char longest[TEXT_DISTANCE_MAX + 2] = {0};

	tap_num(text_distance("", ""), 0, "nothing is nothing");
	tap_num(text_distance("abc", ""), 3, "three to take out");
	tap_num(text_distance("", "abc"), 3, "three to put in");
	tap_num(text_distance("Root", "rOOT"), 0, "case does not count");
	tap_num(text_distance("kitten", "sitting"), 3, "two to change, one to put in");
	tap_num(text_distance("moduels", "modules"), 2, "two characters swapped");
	memset(longest, 'x', TEXT_DISTANCE_MAX);
	tap_num(text_distance("x", longest), TEXT_DISTANCE_MAX - 1, "as long as may be");
	longest[TEXT_DISTANCE_MAX] = 'x';
	tap_num(text_distance("x", longest), UINT_MAX, "longer");
	tap_num(text_distance(longest, "x"), TEXT_DISTANCE_MAX, "the other text may be longer");
}

/* Case P17: kstrtoint() with base 0. */
static const struct {
	const char *text;
	int err;
	int32_t value;
} integers[] = {
	{"0", 0, 0},
	{"10", 0, 10},
	{"+10", 0, 10},
	{"-10", 0, -10},
	{"0x10", 0, 16},
	{"0X1f", 0, 31},
	{"-0x80000000", 0, INT32_MIN},
	{"2147483647", 0, INT32_MAX},
	{"017", 0, 15},
	{"00", 0, 0},
	{"", -EINVAL, 7},
	{"-", -EINVAL, 7},
	{"+-1", -EINVAL, 7},
	{"0x", -EINVAL, 7},
	{"08", -EINVAL, 7},
	{"1 ", -EINVAL, 7},
	{" 1", -EINVAL, 7},
	{"x1", -EINVAL, 7},
	{"2147483648", -ERANGE, 7},
	{"-2147483649", -ERANGE, 7},
	{"99999999999999999999", -ERANGE, 7},
};

static void whole_numbers(void)
{
	for (unsigned i = 0; i < sizeof(integers) / sizeof(integers[0]); i++) {
		int32_t value = 7;

		tap_num(text_integer(integers[i].text, &value), integers[i].err, "integer '%s'",
			integers[i].text);
		tap_num(value, integers[i].value, "integer '%s': its value", integers[i].text);
	}
}

/* Lengths of UTF-8 characters; 0: invalid, so that a log shows its bytes as numbers. */
static const struct {
	const char *text;
	size_t len;
	const char *what;
} characters[] = {
	{"", 0, "the end"},
	{"\x01", 1, "the first character"},
	{"a", 1, "a letter"},
	{"\x7f", 1, "the last of one byte"},
	{"\xc2\x80x", 2, "the first of two bytes"},
	{"\xdf\xbf", 2, "the last of two bytes"},
	{"\xe0\xa0\x80", 3, "the first of three bytes"},
	{"\xed\x9f\xbf", 3, "the last before the surrogates"},
	{"\xee\x80\x80", 3, "the first after them"},
	{"\xef\xbf\xbf", 3, "the last of three bytes"},
	{"\xf0\x90\x80\x80", 4, "the first of four bytes"},
	{"\xf4\x8f\xbf\xbf", 4, "the last of all"},
	{"\x80", 0, "a byte that continues nothing"},
	{"\xc1\xbf", 0, "an overlong form of two bytes"},
	{"\xe0\x9f\xbf", 0, "an overlong form of three bytes"},
	{"\xf0\x8f\xbf\xbf", 0, "an overlong form of four bytes"},
	{"\xed\xa0\x80", 0, "the first surrogate"},
	{"\xed\xbf\xbf", 0, "the last surrogate"},
	{"\xf4\x90\x80\x80", 0, "beyond the last of all"},
	{"\xf8\x88\x80\x80\x80", 0, "a form of five bytes"},
	{"\xff", 0, "a byte of no form"},
	{"\xc3", 0, "two bytes cut short"},
	{"\xe2\x82", 0, "three bytes cut short"},
	{"\xe2\x82x", 0, "three bytes with a letter"},
	{"\xf0\x9f\x98", 0, "four bytes cut short"},
};

static void utf8(void)
{
	for (unsigned i = 0; i < sizeof(characters) / sizeof(characters[0]); i++)
		tap_num(text_character(characters[i].text), characters[i].len, "UTF-8: %s",
			characters[i].what);
}

int main(void)
{
	whole_numbers();
	utf8();
	comparing();
	counting();
	copying();
	listing();
	walking();
	module_names();
	distances();
	return tap_done();
}
