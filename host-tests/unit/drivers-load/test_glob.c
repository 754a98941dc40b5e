// SPDX-License-Identifier: GPL-2.0
#include "drivers-load/catalog/glob.h"

#include <string.h>

#include "host-tests/tap.h"

static const struct {
	const char *pattern, *text;
	bool matches;
} cases[] = {
	{"", "", true},
	{"", "a", false},
	{"a", "", false},
	{"abc", "abc", true},
	{"abc", "abd", false},
	{"abc", "abcd", false},
	{"*", "", true},
	{"*", "anything", true},
	{"**", "x", true},
	{"a*", "a", true},
	{"*a", "ba", true},
	{"*a", "ab", false},
	{"a*b*c", "axxbyyc", true},
	{"a*b*c", "axxcyyb", false},
	{"*ab*ab*", "xabyabz", true},
	{"*ab*ab*", "xabz", false},
	{"?", "", false},
	{"?", "x", true},
	{"??", "x", false},
	{"*?", "", false},
	{"pci:v*d*sv*sd*bc01sc06i01*", "pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01",
	 true},
	{"pci:v*d*sv*sd*bc01sc06i01*", "pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i00",
	 false},
	{"[abc]", "b", true},
	{"[abc]", "d", false},
	{"[a-c]x", "bx", true},
	{"[a-c]x", "dx", false},
	{"[0-9A-F]*", "E", true},
	{"[!a]", "b", true},
	{"[!a]", "a", false},
	{"[^a-c]", "b", false},
	{"[!a]", "", false},
	{"[]]", "]", true},
	{"[]x]", "x", true},
	{"[!]]", "]", false},
	{"[a-]", "-", true},
	{"[-a]", "-", true},
	{"[a-]", "b", false},
	{"x[a", "xa", false},
	{"x[", "x[", false},
	{"]", "]", true},
	{"[a]*[b]", "axxb", true},
	{"[?]", "?", true}, /* 63, the last bit of a word */
	{"[?]", "@", false},
	{"[~]", "~", true},
	{"[ -~]", "x", true},
	{"\\*", "\\x", true},
	{"a?c",
	 "a\xc3"
	 "c",
	 true},
};

/* Positions on both sides of the bit set's word boundaries. */
static void long_texts(void)
{
	static char text[GLOB_TEXT_SIZE + 1], pattern[GLOB_TEXT_SIZE + 1];

	for (int len = 62; len <= 66; len++) {
		memset(text, 'x', len);
		text[len] = '\0';
		strcpy(pattern, text);
		tap_ok(glob_match(pattern, text), "%d characters, all spelt out", len);
		tap_ok(glob_match("*x", text), "%d characters and a star", len);
		tap_ok(!glob_match("*y", text), "%d characters, no match", len);
		pattern[len - 1] = '\0';
		tap_ok(!glob_match(pattern, text), "%d characters, one left over", len);
	}
	memset(text, 'x', GLOB_TEXT_SIZE);
	tap_ok(!glob_match("*", text), "a text that is too long is not matched");
	text[GLOB_TEXT_SIZE - 1] = '\0';
	tap_ok(glob_match("*", text), "the longest one is");
	tap_ok(glob_match("*x*x*x*x*x*x*x*x*x*x*x*x*x", text), "many stars end soon");
	tap_ok(!glob_match("*x*x*x*x*x*x*x*x*x*x*x*x*y", text), "also without a match");
}

static void turns_back(void)
{
	struct glob g;

	glob_start(&g, "usb:v1");
	tap_ok(glob_step(&g, '*') && glob_step(&g, 'v'), "*v may still match");
	tap_ok(!glob_step(&g, 'x'), "*vx can not, whatever follows");
}

int main(void)
{
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tap_ok(glob_match(cases[i].pattern, cases[i].text) == cases[i].matches,
		       "\"%s\" %s number %u", cases[i].pattern,
		       cases[i].matches ? "matches" : "does not match", i);
	long_texts();
	turns_back();
	return tap_done();
}
