// SPDX-License-Identifier: GPL-2.0
#include "lib/fstab.h"

#include <stdio.h>
#include <string.h>

#include "host-tests/tap.h"

static struct fstab_entry entry;

/* All entries of a text, as LINE:source|target|type|options; with a + in front if they are checked. */
static void list(const char *text, char *to)
{
	struct fstab_lines lines = {.rest = text, .end = text + strlen(text)};

	*to = '\0';
	while (fstab_next(&lines, &entry))
		to += sprintf(to, "%s%u:%s|%s|%s|%s;", entry.checked ? "+" : "", entry.line,
			      entry.source, entry.target, entry.type, entry.options);
}

static const struct {
	const char *text, *entries;
} cases[] = {
	{"", ""},
	{"\n\n", ""},
	{"/dev/sda1 / ext4 ro 0 1\n", "+1:/dev/sda1|/|ext4|ro;"},
	{"/dev/sda1 / ext4 ro 0 1", "+1:/dev/sda1|/|ext4|ro;"},
	{"# a comment\n\t# one more\nUUID=a\t/usr  auto\tro,x-a=b 0 2",
	 "+3:UUID=a|/usr|auto|ro,x-a=b;"},
	{"#/dev/sda1 / ext4 ro", ""},
	{"a /b c d 1 0\na /b c d 0 00\na /b c d 0 x\na /b c d 0 3 x",
	 "1:a|/b|c|d;2:a|/b|c|d;3:a|/b|c|d;+4:a|/b|c|d;"},
	{"/dev/sda1 /#usr ext4 #ro", "1:/dev/sda1|/#usr|ext4|#ro;"},
	{" \t /dev/sda1 /usr", "1:/dev/sda1|/usr|auto|;"},
	{"/dev/sda1 /usr ext4", "1:/dev/sda1|/usr|ext4|;"},
	{"/dev/sda1\n/dev/sda2 /usr", "2:/dev/sda2|/usr|auto|;"},
	{"LABEL=a\\040b /a\\011b\\134 ext4 comment=\\054", "1:LABEL=a b|/a\tb\\|ext4|comment=,;"},
	{"LABEL=\"a\\040b\" /a ext4", "1:LABEL=\"a b\"|/a|ext4|;"},
	/* not codes of a byte */
	{"/dev/a\\04 /a\\08x ext4\\ \\", "1:/dev/a\\04|/a\\08x|ext4\\|\\;"},
	{"/dev/a\\000 /a\\400", "1:/dev/a\\000|/a\\400|auto|;"},
	{"/dev/a \\1234", "1:/dev/a|S4|auto|;"},
	{"/dev/a /a\\\\040", "1:/dev/a|/a\\ |auto|;"},
	{"/dev/a\r /a", "1:/dev/a\r|/a|auto|;"},
};

/* The longest line that is read, and one that is longer by a byte; the next line is read. */
static void long_lines(void)
{
	static char text[FSTAB_LINE_SIZE + 16];
	struct fstab_lines lines = {.rest = text};

	memset(text, 'x', FSTAB_LINE_SIZE - 1);
	memcpy(text, "a b c ", 6);
	strcpy(text + FSTAB_LINE_SIZE - 1, "\nd e");
	lines.end = text + strlen(text);
	tap_num(fstab_next(&lines, &entry), 1, "the longest line");
	tap_num(strlen(entry.options), FSTAB_LINE_SIZE - 1 - 6, "all of its options");
	tap_num(fstab_next(&lines, &entry), 1, "the line after it");
	memmove(text + 7, text + 6, strlen(text + 6) + 1);
	text[6] = 'x';
	lines = (struct fstab_lines){.rest = text, .end = text + strlen(text)};
	tap_num(fstab_next(&lines, &entry), 1, "a longer line is ignored");
	tap_str(entry.source, "d", "the next one is not");
	tap_num(entry.line, 2, "and its number is right");
}

static const struct {
	const char *options, *name, *value;
} options[] = {
	{"", "ro", NULL},
	{"ro", "ro", ""},
	{"rw,ro", "ro", ""},
	{"rox", "ro", NULL},
	{"ro=1", "ro", "1"},
	{"a,subvol=x,ro", "subvol", "x,ro"},
	{"a,subvol=,ro", "subvol", ",ro"},
	{"nofail,x-initrd.mount", "x-initrd.mount", ""},
	{"x-initrd.mount2,xx-initrd.mount", "x-initrd.mount", NULL},
};

int main(void)
{
	char got[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		list(cases[i].text, got);
		tap_str(got, cases[i].entries, "text %u", (unsigned)i);
	}
	long_lines();
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		tap_str(fstab_option(options[i].options, options[i].name), options[i].value,
			"%s of \"%s\"", options[i].name, options[i].options);
	return tap_done();
}
