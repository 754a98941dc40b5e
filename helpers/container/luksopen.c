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

#include "helpers/container/container.h"
#include "helpers/container/cryptline.h"
#include "helpers/container/kbdmap.h"
#include "lib/file.h"
#include "lib/sys.h"
#include "lib/text.h"

enum {
	PASSPHRASE_SIZE = 4096, /* longest line of a terminal (N_TTY_BUF_SIZE, 6.1) */
	WRONG_PASSPHRASE = 2,   /* cryptsetup(8) */
	/* a field full of "tries=,", the fixed arguments and NULL */
	ARGUMENTS = CRYPTLINE_FIELD_SIZE / 7 + 7,
};

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
	char text[ARGUMENTS][2 * CRYPTLINE_FIELD_SIZE];
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
	char option[CRYPTLINE_FIELD_SIZE];
	const char *item;

	while (list) {
		size_t len = text_item(&list, &item);

		if (!text_copy_n(option, sizeof(option), item, len) && (key || !is_for_key(option)))
			add_option(c, option);
	}
}

/* Default name, as in systemd. */
static void name_it(const struct cryptline *line, char *name, size_t size)
{
	if (text_copy(name, size, line->field[CRYPTLINE_NAME]) || !*name)
		(void)text_format(name, size, "luks-%s",
				  container_variable("ID_FS_UUID")); /* always fits */
}

/* Uses the key file or `option`; if both are NULL, a passphrase on standard input. */
static void make_command(struct command *c, const struct cryptline *line, const char *device,
			 const char *key, const char *option)
{
	char name[CRYPTLINE_FIELD_SIZE];

	memset(c, 0, sizeof(*c));
	name_it(line, name, sizeof(name));
	add(c, "cryptsetup", "");
	add(c, "open", "");
	add(c, "--type=luks", "");
	add_options(c, line->field[CRYPTLINE_OPTIONS], key);
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
static int try_token(const struct cryptline *line, const char *device, enum container_mode mode)
{
	static struct command c;

	if (!has_token(device))
		return CONTAINER_FAILED;
	make_command(&c, line, device, NULL, "--token-only");
	return mode == CONTAINER_INTERACTIVE ? container_run(c.argv)
					     : container_run_with(c.argv, "", 0);
}

static bool has_file(const char *file)
{
	return *file == '/' && file_exists(file);
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
static size_t read_passphrase(const struct cryptline *line, const char *device, char *text,
			      size_t size)
{
	const char *name = *line->field[CRYPTLINE_NAME] ? line->field[CRYPTLINE_NAME]
							: container_variable("ID_FS_LABEL");
	char prompt[CRYPTLINE_FIELD_SIZE + 64];
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
static unsigned tries_of(const struct cryptline *line)
{
	const char *list = line->field[CRYPTLINE_OPTIONS], *item;
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

static int ask(const struct cryptline *line, const char *device)
{
	static struct command c;
	static char passphrase[PASSPHRASE_SIZE];
	unsigned tries = tries_of(line);
	int status = CONTAINER_FAILED;
	size_t len;

	make_command(&c, line, device, NULL, NULL);
	for (unsigned i = 0; !tries || i < tries; i++) {
		len = read_passphrase(line, device, passphrase, sizeof(passphrase));
		if (!len)
			break;
		status = container_run_with(c.argv, passphrase, len);
		if (status != WRONG_PASSPHRASE)
			break;
	}
	memset(passphrase, 0, sizeof(passphrase));
	(void)sys_terminal_keys(0, false); /* there may be no terminal */
	return status;
}

int luks_open(char *device, enum container_mode mode)
{
	static struct command c;
	static struct cryptline line;
	int rank = cryptline_find(device, &line);

	if (mode == CONTAINER_INTERACTIVE)
		kbdmap_load();
	if (try_token(&line, device, mode) == 0)
		return 0;
	if (mode == CONTAINER_INTERACTIVE)
		return ask(&line, device);
	if (has_file(line.field[CRYPTLINE_KEY])) {
		make_command(&c, &line, device, line.field[CRYPTLINE_KEY], NULL);
		if (container_run(c.argv) == 0)
			return 0;
	}
	return CONTAINER_ASK + rank;
}
