// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/crypttab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

static const char place[] = "/etc/crypttab";

static bool is_early(char *options)
{
	char *option;

	while ((option = strsep(&options, ",")))
		if (strcmp(option, "initramfs") == 0 || strcmp(option, "x-initrd.attach") == 0)
			return true;
	return false;
}

static int add_key(struct tree *tree, const struct root *root, const char *name, const char *key)
{
	struct tree_entry entry = {.path = key, .mode = S_IFREG | 0600};
	char *file = root_find(root, key);
	struct stat st;
	int result;

	if (!file || stat(file, &st) < 0 || !S_ISREG(st.st_mode)) {
		result = report_error("%s: %s: there is no key file %s%s", place, name, root->dir,
				      key);
	} else {
		entry.source = file;
		result = tree_add(tree, TREE_REPLACE, &entry, "a key file of /etc/crypttab");
	}
	free(file);
	return result;
}

/* NAME SOURCE KEYFILE OPTIONS */
static int add_line(struct tree *tree, const struct root *root, char *line)
{
	static const char blanks[] = " \t";
	char *rest, *name = strtok_r(line, blanks, &rest), *key, *options;

	if (!name || *name == '#' || !strtok_r(NULL, blanks, &rest))
		return 0;
	key = strtok_r(NULL, blanks, &rest);
	options = strtok_r(NULL, blanks, &rest);
	if (!options || *key != '/' || !is_early(options))
		return 0;
	return add_key(tree, root, name, key);
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
