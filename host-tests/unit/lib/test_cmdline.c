// SPDX-License-Identifier: GPL-2.0
#include "lib/cmdline.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { TEXT_SIZE = 256 };

/* All parameters of a text, as <name> or <name|value>. */
static void all_words(const char *text, char *to)
{
	char copy[TEXT_SIZE], *rest = copy, *name, *value;

	strcpy(copy, text);
	*to = '\0';
	while (cmdline_next(&rest, &name, &value)) {
		to += sprintf(to, value ? "<%s|" : "<%s", name);
		to += sprintf(to, "%s>", value ? value : "");
	}
}

static const struct {
	const char *text, *words;
} cases[] = {
	{"", ""},
	{" \t\n\v\f\r ", ""},
	{"ro", "<ro>"},
	{"ro\n", "<ro>"},
	{"root=/dev/sda1 ro quiet", "<root|/dev/sda1><ro><quiet>"},
	{"  root=LABEL=a   ro  ", "<root|LABEL=a><ro>"},
	{"a= b", "<a|><b>"},
	{"=a", "<=a>"},
	{"=a=b", "<=a|b>"},
	{"==", "<=|>"},
	{"root=\"LABEL=my root\" ro", "<root|LABEL=my root><ro>"},
	{"\"root=LABEL=my root\" ro", "<root|LABEL=my root><ro>"},
	{"root=LABEL=\"my root\" ro", "<root|LABEL=\"my root\"><ro>"},
	{"a=\"b\"c d", "<a|b\"c><d>"},
	{"a=b\" c\" d", "<a|b\" c\"><d>"},
	{"a=\"b c", "<a|b c>"},
	{"\"a b", "<a b>"},
	{"\"a b\"", "<a b>"},
	{"\"\"", "<>"},
	{"\"", "<>"},
	{"a=\"", "<a|>"},
	{"a=\"\"", "<a|>"},
	{"\"a=\"b\"\"", "<a|b\">"},
	{"a\"=b c\" d", "<a\"|b c\"><d>"},
	{"init=/sbin/xx -- dash1 d=2", "<init|/sbin/xx><--><dash1><d|2>"},
	{"foo=bar splash a.b=c TERM=vt100", "<foo|bar><splash><a.b|c><TERM|vt100>"},
	{"label=\xc3\xa0 b", "<label|\xc3\xa0><b>"}, /* UTF-8; the kernel would split at A0 */
};

static void by_table(void)
{
	for (unsigned i = 0; i < COUNT(cases); i++) {
		char words[2 * TEXT_SIZE];

		all_words(cases[i].text, words);
		tap_str(words, cases[i].words, "case %u", i + 1);
	}
}

/*
 * Second implementation of the grammar, by copying: first the raw parameter with its quotes, then
 * without them. Returns the end of the parameter; NULL if there is none.
 */
static const char *naive_next(const char *text, char *name, char *value, bool *has_value)
{
	char raw[TEXT_SIZE] = "", *word = raw, *equals;
	bool quotes = false;
	size_t len = 0;

	while (*text && strchr(" \t\n\v\f\r", *text))
		text++;
	if (!*text)
		return NULL;
	for (; *text && (quotes || !strchr(" \t\n\v\f\r", *text)); text++) {
		if (*text == '"')
			quotes = !quotes;
		raw[len++] = *text;
	}
	if (*word == '"')
		word++;
	equals = *word ? strchr(word + 1, '=') : NULL;
	*has_value = equals;
	strcpy(value, equals ? equals + 1 : "");
	if (equals)
		*equals = '\0';
	strcpy(name, word);
	word = equals ? value : name;
	if (equals && *value == '"')
		memmove(value, value + 1, strlen(value));
	else if (*raw != '"')
		return text;
	if (*word && word[strlen(word) - 1] == '"')
		word[strlen(word) - 1] = '\0';
	return text;
}

static void naive_words(const char *text, char *to)
{
	char name[TEXT_SIZE], value[TEXT_SIZE];
	bool has_value;

	*to = '\0';
	while ((text = naive_next(text, name, value, &has_value)))
		to += sprintf(to, has_value ? "<%s|%s>" : "<%s>", name, value);
}

/* Enumerates the texts of up to `max` characters of the alphabet, shortest first. */
static bool next_text(char *text, size_t max)
{
	static const char alphabet[] = "a=\" ";
	size_t i = 0;

	for (; text[i]; i++) {
		const char *next = strchr(alphabet, text[i]) + 1;

		text[i] = *next ? *next : alphabet[0];
		if (*next)
			return true;
	}
	if (i == max)
		return false;
	text[i] = alphabet[0];
	return true;
}

static void by_second_opinion(void)
{
	char text[TEXT_SIZE] = "";
	unsigned count = 0;

	do {
		char words[2 * TEXT_SIZE], naive[2 * TEXT_SIZE];

		all_words(text, words);
		naive_words(text, naive);
		if (strcmp(words, naive) != 0) {
			tap_str(words, naive, "the parameters of [%s]", text);
			return;
		}
		count++;
	} while (next_text(text, 8));
	tap_num(count, 87381, "all texts of up to 8 letters, '=', quotes and blanks");
}

int main(void)
{
	by_table();
	by_second_opinion();
	return tap_done();
}
