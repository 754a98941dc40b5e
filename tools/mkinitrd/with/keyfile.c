// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/keyfile.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
#include "tools/mkinitrd/base/report.h"

char *keyfile_patterns(const struct root *root)
{
	static const char name[] = "KEYFILE_PATTERN=";
	char *file = root_find(root, "/etc/cryptsetup-initramfs/conf-hook"), *found = NULL;
	char *rest, *line;
	struct content content;

	if (file && content_read(file, &content) == 0) {
		rest = content.data;
		while (!found && (line = strsep(&rest, "\n")))
			if (strncmp(line, name, sizeof(name) - 1) == 0)
				found = alloc_text("%s", line + sizeof(name) - 1);
		content_free(&content);
	}
	free(file);
	return found;
}

bool keyfile_matches(const char *patterns, const char *key)
{
	char *copy = alloc_text("%s", patterns ? patterns : ""), *rest = copy, *pattern;
	bool fits = false;

	while (!fits && (pattern = strsep(&rest, " \t\"'")))
		fits = *pattern && fnmatch(pattern, key, FNM_PATHNAME) == 0;
	free(copy);
	return fits;
}

static bool is_file(const char *file)
{
	struct stat st;

	return file && stat(file, &st) == 0 && S_ISREG(st.st_mode);
}

int keyfile_add(struct tree *tree, const struct root *root, const char *name, const char *key)
{
	struct tree_entry entry = {.path = key, .mode = S_IFREG | 0600};
	char *file = *key == '/' ? root_find(root, key) : NULL;
	int result = 0;

	entry.source = file;
	if (is_file(file))
		result = tree_add(tree, TREE_REPLACE, &entry, "a key file of /etc/crypttab");
	else
		report_warning("%s: %s: cannot include key %s: not a regular file in %s; the image "
			       "asks for a passphrase",
			       "/etc/crypttab", name, key, path_shown(root->dir));
	free(file);
	return result;
}
