// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/crypttab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

static const char place[] = "/etc/crypttab";

/* Options by which a line is for the initrd, and those that no program of the image carries out. */
static const char *const early[] = {"initramfs", "x-initrd.attach"};
static const char *const unknown[] = {
	"header=",          "keyscript=", "tpm2-device=", "fido2-device=", "pkcs11-uri=",
	"keyfile-timeout=", "plain",      "tcrypt",       "bitlk"};

/* The option of that name, or with "NAME=" the one that begins so: new memory, or NULL. */
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
			report_warning("%s: %s: the image cannot carry out the option %s", place,
				       name, option);
		free(option);
	}
}

static bool is_file(const char *file)
{
	struct stat st;

	return file && stat(file, &st) == 0 && S_ISREG(st.st_mode);
}

/* Without its key file a volume is opened with a passphrase. */
static int add_key(struct tree *tree, const struct root *root, const char *name, const char *key)
{
	struct tree_entry entry = {.path = key, .mode = S_IFREG | 0600};
	char *file = *key == '/' ? root_find(root, key) : NULL;
	int result = 0;

	entry.source = file;
	if (is_file(file))
		result = tree_add(tree, TREE_REPLACE, &entry, "a key file of /etc/crypttab");
	else
		report_warning("%s: %s: its key %s cannot be included: not a file of %s; the image "
			       "asks for a passphrase",
			       place, name, key, path_shown(root->dir));
	free(file);
	return result;
}

static bool has_key(const char *key)
{
	return strcmp(key, "none") != 0 && strcmp(key, "-") != 0;
}

/* NAME SOURCE KEYFILE OPTIONS. Lines that are not for the initrd are the real system's. */
static int add_line(struct tree *tree, const struct root *root, char *line)
{
	static const char blanks[] = " \t";
	char *rest, *name = strtok_r(line, blanks, &rest), *key, *options;

	if (!name || *name == '#' || !strtok_r(NULL, blanks, &rest))
		return 0;
	key = strtok_r(NULL, blanks, &rest);
	options = strtok_r(NULL, blanks, &rest);
	if (!options || !is_early(options))
		return 0;
	check_options(name, options);
	return has_key(key) ? add_key(tree, root, name, key) : 0;
}

static int add_keys(struct tree *tree, const struct root *root, const char *file)
{
	struct content content;
	char *rest, *line;
	int result = 0;

	if (content_read(file, &content) < 0)
		return -1;
	rest = content.data;
	while (result == 0 && (line = strsep(&rest, "\n")))
		result = add_line(tree, root, line);
	content_free(&content);
	return result;
}

int crypttab_add(struct tree *tree, const struct root *root)
{
	char *file = root_find(root, place);
	struct tree_entry entry = {.path = place, .mode = S_IFREG | 0600, .source = file};
	int result = 0;

	if (file)
		result = add_keys(tree, root, file);
	if (file && result == 0)
		result = tree_add(tree, TREE_REPLACE, &entry, "names and keys of LUKS devices");
	free(file);
	return result;
}
