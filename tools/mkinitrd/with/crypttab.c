// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/crypttab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "fs/rootadvice.h"
#include "fs/rootspec.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/with/keyfile.h"

static const char crypttab_path[] = "/etc/crypttab";
static const char blanks[] = " \t";

/* Options of lines for the initrd, and options that the image does not support. */
static const char *const early[] = {"initramfs", "x-initrd.attach"};
static const char *const unknown[] = {
	"header=",          "keyscript=", "tpm2-device=", "fido2-device=", "pkcs11-uri=",
	"keyfile-timeout=", "plain",      "tcrypt",       "bitlk"};

/* The option of that name; "NAME=" matches any value. New memory, or NULL. */
static char *find_option(const char *options, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = options; *at; at += strcspn(at, ","), at += *at == ',') {
		size_t end = strcspn(at, ",");

		if (strncmp(at, name, len) == 0 && (end == len || name[len - 1] == '='))
			return alloc_text("%.*s", (int)end, at);
	}
	return NULL;
}

static bool is_early(const char *options)
{
	bool is = false;

	for (size_t i = 0; i < sizeof(early) / sizeof(early[0]); i++) {
		char *option = find_option(options, early[i]);

		if (option)
			is = true;
		free(option);
	}
	return is;
}

static void check_options(const char *name, const char *options)
{
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		char *option = find_option(options, unknown[i]);

		if (option)
			report_warning("%s: %s: the image does not support the option %s",
				       crypttab_path, name, option);
		free(option);
	}
}

/* ---- the volumes of the root ------------------------------------------------------------------ */

struct table {
	struct tree *tree;
	const struct root *root;
	const struct list *volumes; /* "NAME UUID=UUID" */
	struct list found;          /* volumes in lines that the image supports */
	char *patterns;             /* of key files that Debian's hook includes, or NULL */
	char *more;                 /* additional lines */
};

static void add_text(struct table *t, const char *line)
{
	char *longer = alloc_text("%s%s\n", t->more, line);

	free(t->more);
	t->more = longer;
}

/* Removes quotes: new memory. */
static char *bare(const char *source)
{
	char *name = alloc_text("%s", source), *to = name;

	for (const char *from = source; *from; from++)
		if (*from != '"')
			*to++ = *from;
	*to = '\0';
	return name;
}

/* The root's volume with the name or the UUID of a line; NULL: none. */
static const char *volume_of(const struct table *t, const char *name, const char *source)
{
	static const char link[] = "/dev/disk/by-uuid/";
	char *plain = bare(source);
	char *uuid = strncmp(plain, link, sizeof(link) - 1) == 0
			     ? alloc_text("UUID=%s", plain + sizeof(link) - 1)
			     : alloc_text("%s", plain);
	const char *found = NULL;

	for (size_t i = 0; i < t->volumes->count && !found; i++) {
		const char *volume = t->volumes->item[i], *end = strrchr(volume, ' ');

		if (strcasecmp(end + 1, uuid) == 0 ||
		    (strncmp(volume, name, end - volume) == 0 && !name[end - volume]))
			found = volume;
	}
	free(uuid);
	free(plain);
	return found;
}

/* For a volume of the root, adds a line with its UUID if only udev knows the source. */
static void check_source(struct table *t, const char *name, const char *source, const char *rest,
			 const char *volume)
{
	char advice[ROOTADVICE_SIZE], *plain = bare(source), *line;
	struct rootspec spec;

	if (rootspec_parse(plain, &spec) == 0) {
		if (volume && (spec.kind != ROOT_UUID ||
			       strcasecmp(spec.value, strrchr(volume, '=') + 1) == 0))
			list_add(&t->found, volume);
	} else if (volume) {
		line = alloc_text("%s %s", volume, rest);
		add_text(t, line);
		list_add(&t->found, volume);
		free(line);
	} else {
		rootadvice_for(plain, advice, sizeof(advice));
		report_warning("%s: %s: the image cannot find its source %s: %s", crypttab_path,
			       name, source, advice);
	}
	free(plain);
}

/* ---- lines ------------------------------------------------------------------------------------ */

static bool has_key(const char *key)
{
	return strcmp(key, "none") != 0 && strcmp(key, "-") != 0;
}

static int take_key(struct table *t, const char *name, const char *key, bool wanted)
{
	if (!has_key(key))
		return 0;
	if (wanted || keyfile_matches(t->patterns, key))
		return keyfile_add(t->tree, t->root, name, key);
	report_warning("%s: %s: key %s is not included, so the image asks for a passphrase; add "
		       "the option initramfs to include it",
		       crypttab_path, name, key);
	return 0;
}

/* NAME SOURCE KEYFILE OPTIONS. Lines that are not for the initrd are not checked. */
static int add_line(struct table *t, char *line)
{
	char *rest, *name = strtok_r(line, blanks, &rest), *source, *key, *options, *tail;
	const char *volume;
	int result = 0;

	if (!name || *name == '#' || !(source = strtok_r(NULL, blanks, &rest)))
		return 0;
	key = strtok_r(NULL, blanks, &rest);
	options = key ? strtok_r(NULL, blanks, &rest) : NULL;
	volume = volume_of(t, name, source);
	if (!volume && !is_early(options ? options : ""))
		return 0;
	tail = alloc_text("%s %s", key ? key : "none", options ? options : "luks");
	check_source(t, name, source, tail, volume);
	check_options(name, options ? options : "");
	if (key)
		result = take_key(t, name, key, options && is_early(options));
	free(tail);
	return result;
}

static int add_lines(struct table *t, const char *file)
{
	struct content content;
	char *rest, *line;
	int result = 0;

	if (content_read(file, &content) < 0)
		return -1;
	rest = content.data;
	while (result == 0 && (line = strsep(&rest, "\n")))
		result = add_line(t, line);
	content_free(&content);
	return result;
}

/* Keeps the current names of the volumes, which root= may use. */
static void add_missing(struct table *t)
{
	for (size_t i = 0; i < t->volumes->count; i++) {
		char *line = alloc_text("%s none luks,initramfs", t->volumes->item[i]);

		if (!list_has(&t->found, t->volumes->item[i]))
			add_text(t, line);
		free(line);
	}
}

static int write_table(const struct table *t, const char *file)
{
	struct tree_entry entry = {.path = crypttab_path, .mode = S_IFREG | (file ? 0600 : 0644)};
	struct content content = {0};
	char *text;
	int result;

	if (file && content_read(file, &content) < 0)
		return -1;
	text = alloc_text("%s%s", t->more, file ? content.data : "");
	entry.data = text;
	entry.len = strlen(text);
	result = tree_add(t->tree, TREE_REPLACE, &entry, "names and keys of LUKS devices");
	free(text);
	if (file)
		content_free(&content);
	return result;
}

int crypttab_add(struct tree *tree, const struct root *root, const struct list *volumes)
{
	struct table t = {.tree = tree, .root = root, .volumes = volumes};
	char *file = root_find(root, crypttab_path);
	int result = 0;

	t.more = alloc_text("%s", "");
	t.patterns = keyfile_patterns(root);
	if (file)
		result = add_lines(&t, file);
	add_missing(&t);
	if (result == 0 && (file || *t.more))
		result = write_table(&t, file);
	list_free(&t.found);
	free(t.patterns);
	free(t.more);
	free(file);
	return result;
}

/* ---- volumes that are made anew ---- */

static bool is_random(const char *key)
{
	static const char *const devices[] = {"/dev/urandom", "/dev/random", "/dev/hwrng"};

	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (strcmp(key, devices[i]) == 0)
			return true;
	return false;
}

bool crypttab_is_volatile(const char *text, const char *name)
{
	char *copy = alloc_text("%s", text), *rest = copy, *line;
	bool found = false;

	while (!found && (line = strsep(&rest, "\n"))) {
		char *field[4] = {"", "", "", ""}, *after, *option;

		field[0] = strtok_r(line, blanks, &after);
		for (size_t i = 1; i < 4 && field[i - 1]; i++)
			field[i] = strtok_r(NULL, blanks, &after);
		if (!field[0] || strcmp(field[0], name) != 0 || !field[2])
			continue;
		option = find_option(field[3] ? field[3] : "", "swap");
		found = is_random(field[2]) || option;
		free(option);
	}
	free(copy);
	return found;
}
