// SPDX-License-Identifier: GPL-2.0
/*
 * Unlocks LUKS volumes by the image's crypttab(5), with lines
 *
 * 	NAME SOURCE KEYFILE OPTIONS
 *
 * and by rd.luks.* on the command line. The first crypttab line that matches the device is used.
 * Tokens of the volume and key files in the image are tried at once. Passphrases are then asked for
 * in the order of the lines.
 */
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "fs/rootspec.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"
#include "lib/cmdline.h"
#include "helpers/container/helper.h"
#include "helpers/container/keymap.h"

enum {
	TABLE_SIZE = 16384,
	CMDLINE_SIZE = 40960, /* as in init/config.h */
	FIELD_SIZE = 256,
	PASSPHRASE_SIZE = 4096, /* longest line of a terminal (N_TTY_BUF_SIZE, 6.1) */
	LINES = 25,             /* ranks: of lines (127: none); not for the initrd; no line */
	LATER = 30,
	UNLISTED = HELPER_ASK_LAST - HELPER_ASK,
	WRONG_PASSPHRASE = 2, /* cryptsetup(8) */
	FIELDS = 4,
	/* a field full of "tries=,", the fixed arguments and NULL */
	ARGUMENTS = FIELD_SIZE / 7 + 7,
};

enum field { NAME, SOURCE, KEY, OPTIONS };

struct line {
	char field[FIELDS][FIELD_SIZE];
};

/* Describes the device for rootspec_matches(), from /sys and the environment. */
static void describe(const char *device, struct blockdev *ret_dev, struct fs_id *ret_id)
{
	const char *name = text_after(device, "/dev/");
	char kernel_name[BLOCKDEV_NAME_SIZE];

	memset(ret_dev, 0, sizeof(*ret_dev));
	memset(ret_id, 0, sizeof(*ret_id));
	if (!name || text_copy(kernel_name, sizeof(kernel_name), name))
		return; /* not a device name */
	for (char *c = kernel_name; *c; c++)
		if (*c == '/')
			*c = '!'; /* as in /sys */
	if (blockdev_read(kernel_name, ret_dev))
		(void)text_copy(ret_dev->name, sizeof(ret_dev->name), kernel_name);
	/* a value that is too long cannot match a line */
	(void)text_copy(ret_dev->partuuid, BLOCKDEV_UUID_SIZE,
			helper_variable("ID_PART_ENTRY_UUID"));
	(void)text_copy(ret_dev->partlabel, BLOCKDEV_LABEL_SIZE,
			helper_variable("ID_PART_ENTRY_NAME"));
	(void)text_copy(ret_id->uuid, FS_UUID_SIZE, helper_variable("ID_FS_UUID"));
	(void)text_copy(ret_id->label, FS_LABEL_SIZE, helper_variable("ID_FS_LABEL"));
}

/* SOURCE may be any form of root=, with or without quotes. */
static bool is_device(const char *source, const char *device)
{
	char bare[FIELD_SIZE];
	struct blockdev dev;
	struct rootspec spec;
	struct fs_id id;
	size_t len = 0;

	for (; *source; source++)
		if (*source != '"')
			bare[len++] = *source;
	bare[len] = '\0';
	if (rootspec_parse(bare, &spec))
		return false;
	describe(device, &dev, &id);
	return rootspec_matches(&spec, &dev, &id);
}

/* Missing fields are empty; a line with a field that is too long is ignored. */
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

/* Debian's and systemd's options for devices that the initrd unlocks. */
static bool is_early(const char *options)
{
	const char *item;

	while (options) {
		size_t len = text_item(&options, &item);

		if ((len == 9 && !memcmp(item, "initramfs", 9)) ||
		    (len == 15 && !memcmp(item, "x-initrd.attach", 15)))
			return true;
	}
	return false;
}

/*
 * rd.luks.uuid=UUID and rd.luks.name=UUID=NAME on the command line; "luks-" may precede the UUID.
 */
static bool is_on_cmdline(struct line *line)
{
	static char text[CMDLINE_SIZE];
	char *rest = text, *name, *value;
	const char *uuid = helper_variable("ID_FS_UUID");
	bool found = false;

	if (file_read("/proc/cmdline", text, sizeof(text)) < 0)
		return false;
	while (cmdline_next(&rest, &name, &value)) {
		const char *id = value, *bare = value ? text_after(value, "luks-") : NULL;
		char *mapper = value ? strchr(value, '=') : NULL;
		bool named = text_equal(name, "rd.luks.name") && mapper;

		if (!*uuid || !id || !(named || text_equal(name, "rd.luks.uuid")))
			continue;
		if (named)
			*mapper++ = '\0';
		if (!text_equal_nocase(bare ? bare : id, uuid))
			continue;
		found = true;
		if (named)
			(void)text_copy(line->field[NAME], FIELD_SIZE, mapper);
	}
	return found;
}

/*
 * Finds the line of the device and its rank: lines for the initrd in their order, then other lines,
 * then devices without a line although others have one.
 */
static int find_line(const char *device, struct line *ret_line)
{
	static char table[TABLE_SIZE];
	static struct line line;
	long size = file_read("/etc/crypttab", table, sizeof(table)), len;
	const char *rest = table, *text;
	int rank = -1, lines = 0;

	memset(ret_line, 0, sizeof(*ret_line));
	while (size > 0 && (len = text_line(&rest, table + size, &text)) >= 0) {
		if (!read_line(text, text + len, &line))
			continue;
		if (rank < 0 && is_device(line.field[SOURCE], device)) {
			*ret_line = line;
			rank = lines + (is_early(line.field[OPTIONS]) ? 0 : LATER);
		}
		lines += lines < LINES;
	}
	if (is_on_cmdline(ret_line))
		return 0;
	return rank < 0 && lines ? UNLISTED : rank < 0 ? 0 : rank;
}

/* Options of crypttab(5) and the corresponding options of cryptsetup. */
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
	(void)text_format(c->text[c->count], sizeof(c->text[0]), "%s%s", a, b); /* always fits */
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

/* Options for key files do not apply to passphrases; cryptsetup asks for each passphrase once. */
static bool is_for_key(const char *option)
{
	return text_after(option, "keyfile-") || text_after(option, "tries=");
}

static void add_options(struct command *c, const char *list, const char *key)
{
	char option[FIELD_SIZE];
	const char *item;

	while (list) {
		size_t len = text_item(&list, &item);

		if (!text_copy_n(option, sizeof(option), item, len) && (key || !is_for_key(option)))
			add_option(c, option);
	}
}

/* Default name, as in systemd. */
static void name_it(const struct line *line, char *name, size_t size)
{
	if (text_copy(name, size, line->field[NAME]) || !*name)
		(void)text_format(name, size, "luks-%s",
				  helper_variable("ID_FS_UUID")); /* always fits */
}

/* Uses the key file or `option`; if both are NULL, a passphrase on standard input. */
static void make_command(struct command *c, const struct line *line, const char *device,
			 const char *key, const char *option)
{
	char name[FIELD_SIZE];

	memset(c, 0, sizeof(*c));
	name_it(line, name, sizeof(name));
	add(c, "cryptsetup", "");
	add(c, "open", "");
	add(c, "--type=luks", "");
	add_options(c, line->field[OPTIONS], key);
	if (key)
		add(c, "--key-file=", key);
	if (option)
		add(c, option, "");
	add(c, device, "");
	add(c, name, "");
}

/*
 * Tokens of LUKS2 (TPM2, FIDO2 and other plug-ins) are listed in its header: JSON from 4096 on
 * (LUKS2 On-Disk Format Specification 1.1.1, 2.2 and 3), which libcryptsetup writes without blanks.
 * A larger header is assumed to contain a token; cryptsetup fails at once if it does not.
 */
enum { JSON_AT = 4096, HEADER_SIZE = 65536 };

static bool has_token(const char *device)
{
	static const char magic[] = {'L', 'U', 'K', 'S', '\xba', '\xbe', 0, 2};
	static char header[HEADER_SIZE + 1];
	int fd = sys_open(SYS_CWD, device, O_RDONLY);
	ssize_t len = fd < 0 ? fd : sys_pread(fd, header, HEADER_SIZE, 0);

	if (fd >= 0)
		sys_close(fd);
	if (len <= JSON_AT || memcmp(header, magic, sizeof(magic)) != 0)
		return false;
	header[len] = '\0';
	return strstr(header + JSON_AT, "\"tokens\":{\"") ||
	       strlen(header + JSON_AT) + JSON_AT == HEADER_SIZE;
}

/* A token may need a PIN or a touch; without that, nothing is read from the console. */
static int try_token(const struct line *line, const char *device, enum helper_mode mode)
{
	static struct command c;

	if (!has_token(device))
		return HELPER_FAILED;
	make_command(&c, line, device, NULL, "--token-only");
	return mode == HELPER_INTERACTIVE ? helper_run(c.argv) : helper_run_with(c.argv, "", 0);
}

static bool file_exists(const char *file)
{
	struct sys_stat st;

	return *file == '/' && !sys_stat(SYS_CWD, file, 0, &st);
}

static void print(const char *text)
{
	(void)sys_write(1, text, strlen(text)); /* only a message: errors do not matter */
}

/*
 * Disables echo, also between prompts. During a prompt the terminal is in canonical mode, by which
 * /init detects that a helper asks; otherwise it delivers single keys, which the next prompt
 * discards. A missing terminal is not an error.
 */
static void set_terminal(bool prompt)
{
	struct termios terminal;

	if (sys_ioctl(0, TCGETS, &terminal) < 0)
		return;
	terminal.c_lflag &= ~(ECHO | ICANON);
	if (prompt)
		terminal.c_lflag |= ICANON;
	(void)sys_ioctl(0, TCSETSF, &terminal);
}

/* Reads one line; returns its length, 0 if there is no console. */
static size_t read_passphrase(const struct line *line, const char *device, char *text, size_t size)
{
	const char *name = *line->field[NAME] ? line->field[NAME] : helper_variable("ID_FS_LABEL");
	char prompt[FIELD_SIZE + 64];
	ssize_t got;

	if (*name)
		(void)text_format(prompt, sizeof(prompt), "Enter passphrase for %s (%s): ", name,
				  device);
	else
		(void)text_format(prompt, sizeof(prompt), "Enter passphrase for %s: ", device);
	set_terminal(true);
	print(prompt);
	got = sys_read(0, text, size);
	set_terminal(false);
	print("\n");
	return got > 0 ? got : 0;
}

/* tries= of crypttab; 0 or none: no limit. */
static unsigned tries_of(const struct line *line)
{
	const char *list = line->field[OPTIONS], *item;
	char number[8];
	uint64_t tries = 0;

	while (list) {
		size_t len = text_item(&list, &item);

		if (len > 6 && !memcmp(item, "tries=", 6) &&
		    !text_copy_n(number, sizeof(number), item + 6, len - 6))
			(void)text_number(number, 10, 1000000, &tries); /* on error no limit */
	}
	return tries;
}

static int ask(const struct line *line, const char *device)
{
	static struct command c;
	static char passphrase[PASSPHRASE_SIZE];
	unsigned tries = tries_of(line);
	int status = HELPER_FAILED;
	size_t len;

	make_command(&c, line, device, NULL, NULL);
	for (unsigned i = 0; !tries || i < tries; i++) {
		len = read_passphrase(line, device, passphrase, sizeof(passphrase));
		if (!len)
			break;
		status = helper_run_with(c.argv, passphrase, len);
		if (status != WRONG_PASSPHRASE)
			break;
	}
	memset(passphrase, 0, sizeof(passphrase));
	(void)sys_terminal_keys(0, false); /* there may be no terminal */
	return status;
}

int luks_open(char *device, enum helper_mode mode)
{
	static struct command c;
	static struct line line;
	int rank = find_line(device, &line);

	if (mode == HELPER_INTERACTIVE)
		keymap_load();
	if (try_token(&line, device, mode) == 0)
		return 0;
	if (mode == HELPER_INTERACTIVE)
		return ask(&line, device);
	if (file_exists(line.field[KEY])) {
		make_command(&c, &line, device, line.field[KEY], NULL);
		if (helper_run(c.argv) == 0)
			return 0;
	}
	return HELPER_ASK + rank;
}
