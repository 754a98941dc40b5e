// SPDX-License-Identifier: GPL-2.0
/*
 * By crypttab(5) of the image, as far as it says something of the device: lines of
 *
 *	NAME SOURCE KEYFILE OPTIONS
 *
 * of which the first that fits counts. Without one the name is luks-UUID, as systemd has it. A key
 * file that is in the image is tried first; then a person is asked.
 */
#include <stdbool.h>
#include <string.h>

#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "tools/opener/opener.h"

enum {
	TABLE_SIZE = 16384,
	FIELD_SIZE = 256,
	FIELDS = 4,
	/* a field of nothing but "tries=," and what else a command has, with its NULL */
	ARGUMENTS = FIELD_SIZE / 7 + 7,
};

enum field { NAME, SOURCE, KEY, OPTIONS };

struct line {
	char field[FIELDS][FIELD_SIZE];
};

/* What the name of a source begins with, and the variable that holds the device's own. */
static const struct {
	const char *prefix, *variable;
	bool (*equal)(const char *a, const char *b);
} sources[] = {
	{"UUID=", "ID_FS_UUID", text_equal_nocase},
	{"/dev/disk/by-uuid/", "ID_FS_UUID", text_equal_nocase},
	{"LABEL=", "ID_FS_LABEL", text_equal},
	{"/dev/disk/by-label/", "ID_FS_LABEL", text_equal},
	{"PARTUUID=", "ID_PART_ENTRY_UUID", text_equal_nocase},
	{"/dev/disk/by-partuuid/", "ID_PART_ENTRY_UUID", text_equal_nocase},
	{"PARTLABEL=", "ID_PART_ENTRY_NAME", text_equal},
	{"/dev/disk/by-partlabel/", "ID_PART_ENTRY_NAME", text_equal},
};

static bool is_device(const char *source, const char *device)
{
	char bare[FIELD_SIZE];
	size_t len = 0;

	for (; *source; source++)
		if (*source != '"')
			bare[len++] = *source;
	bare[len] = '\0';
	for (unsigned i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		const char *rest = text_after(bare, sources[i].prefix);

		if (rest)
			return *rest &&
			       sources[i].equal(rest, opener_variable(sources[i].variable));
	}
	return text_equal(bare, device);
}

/* What is not there is empty; what is too long is no line that could be meant. */
static bool read_line(const char *rest, const char *end, struct line *ret_line)
{
	const char *token;
	long len = 0;

	memset(ret_line, 0, sizeof(*ret_line));
	for (unsigned i = 0; i < FIELDS && len >= 0; i++) {
		len = text_token(&rest, end, &token);
		if (len >= 0 && text_copy_n(ret_line->field[i], FIELD_SIZE, token, len))
			return false;
	}
	return *ret_line->field[NAME] && *ret_line->field[NAME] != '#';
}

static void find_line(const char *device, struct line *ret_line)
{
	static char table[TABLE_SIZE];
	long size = file_read("/etc/crypttab", table, sizeof(table));
	const char *rest = table, *text;
	long len;

	while (size > 0 && (len = text_line(&rest, table + size, &text)) >= 0)
		if (read_line(text, text + len, ret_line) &&
		    is_device(ret_line->field[SOURCE], device))
			return;
	memset(ret_line, 0, sizeof(*ret_line));
	/* fits */
	(void)text_format(ret_line->field[NAME], FIELD_SIZE, "luks-%s",
			  opener_variable("ID_FS_UUID"));
}

/* What cryptsetup calls the options of crypttab(5) that it is to know. */
static const struct option {
	const char *name, *argument;
} options[] = {
	{"discard", "--allow-discards"},
	{"readonly", "--readonly"},
	{"read-only", "--readonly"},
	{"tries=", "--tries="},
	{"key-slot=", "--key-slot="},
	{"keyslot=", "--key-slot="},
	{"keyfile-offset=", "--keyfile-offset="},
	{"keyfile-size=", "--keyfile-size="},
	{"no-read-workqueue", "--perf-no_read_workqueue"},
	{"no-write-workqueue", "--perf-no_write_workqueue"},
};

struct command {
	char *argv[ARGUMENTS];
	char text[ARGUMENTS][2 * FIELD_SIZE];
	unsigned count;
};

static void add(struct command *c, const char *a, const char *b)
{
	(void)text_format(c->text[c->count], sizeof(c->text[0]), "%s%s", a, b); /* fits */
	c->argv[c->count] = c->text[c->count];
	c->count++;
}

static void add_option(struct command *c, const char *option)
{
	for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *value = text_after(option, options[i].name);
		size_t len = strlen(options[i].name);

		if (value && (!*value || options[i].name[len - 1] == '='))
			add(c, options[i].argument, value);
	}
}

static void add_options(struct command *c, const char *list)
{
	char option[FIELD_SIZE];
	const char *item;

	while (list) {
		size_t len = text_item(&list, &item);

		if (!text_copy_n(option, sizeof(option), item, len))
			add_option(c, option);
	}
}

static int run(const struct line *line, const char *device, const char *key)
{
	static struct command c;

	memset(&c, 0, sizeof(c));
	add(&c, "cryptsetup", "");
	add(&c, "open", "");
	add(&c, "--type=luks", "");
	add_options(&c, line->field[OPTIONS]);
	if (key)
		add(&c, "--key-file=", key);
	add(&c, device, "");
	add(&c, line->field[NAME], "");
	return opener_run(c.argv);
}

static bool is_there(const char *file)
{
	struct sys_stat st;

	return *file == '/' && !sys_stat(SYS_CWD, file, 0, &st);
}

int luks_open(char *device, enum opener_mode mode)
{
	static struct line line;

	find_line(device, &line);
	if (mode == OPENER_PERSON)
		return run(&line, device, NULL);
	if (is_there(line.field[KEY]) && run(&line, device, line.field[KEY]) == 0)
		return 0;
	return OPENER_ASK;
}
