// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/ldconf.h"

#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 8 }; /* of nested includes */

static void read_file(const struct root *root, const char *file, int depth, struct list *dirs);

/* `pattern` may be relative to /etc. */
static void include(const struct root *root, const char *pattern, int depth, struct list *dirs)
{
	char *path = alloc_text("%s%s", pattern[0] == '/' ? "" : "/etc/", pattern);
	char *copy = alloc_text("%s", path);
	char *dir = root_find(root, dirname(copy));
	char *outside = alloc_text("%s/%s", dir ? dir : "", path_name(path));
	glob_t found;

	if (dir && glob(outside, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_file(root, found.gl_pathv[i], depth, dirs);
		globfree(&found);
	}
	free(outside);
	free(dir);
	free(copy);
	free(path);
}

/* include PATTERN..., hwcap ..., or a directory. */
static void read_line(const struct root *root, char *line, int depth, struct list *dirs)
{
	char *rest = line, *word;

	line[strcspn(line, "#\n")] = '\0';
	word = strtok_r(line, " \t", &rest);
	if (!word || strcmp(word, "hwcap") == 0)
		return;
	if (word[0] == '/')
		list_add(dirs, word);
	if (strcmp(word, "include") != 0)
		return;
	while ((word = strtok_r(NULL, " \t", &rest)))
		include(root, word, depth, dirs);
}

/* Ignores files that cannot be read, as ldconfig does. */
static void read_file(const struct root *root, const char *file, int depth, struct list *dirs)
{
	FILE *stream = depth < DEPTH ? fopen(file, "re") : NULL;
	char *line = NULL;
	size_t size = 0;

	if (!stream)
		return;
	while (getline(&line, &size, stream) > 0)
		read_line(root, line, depth + 1, dirs);
	free(line);
	fclose(stream);
}

void ldconf_dirs(const struct root *root, struct list *ret_dirs)
{
	char *file = root_find(root, "/etc/ld.so.conf");

	if (file)
		read_file(root, file, 0, ret_dirs);
	free(file);
}
