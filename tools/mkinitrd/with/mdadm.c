// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/with/mdadm.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"

static const char blanks[] = " \t";

/* The content of a file: new memory, NULL if it cannot be read. */
static char *read_text(const struct root *root, const char *path)
{
	char *file = root_find(root, path), *text = NULL;
	struct content content;

	if (file && content_read(file, &content) == 0) {
		text = alloc_text("%s", content.data);
		content_free(&content);
	}
	free(file);
	return text;
}

/*
 * Whether the text has a HOMEHOST line with a name. Without one, or with <system>, mdadm uses the
 * system's host name; of several lines the first counts (homehostline(), config.c of mdadm 4.2).
 */
static bool names_host(const char *text)
{
	char *copy = alloc_text("%s", text), *rest = copy, *line;
	bool names = false;

	while (!names && (line = strsep(&rest, "\n"))) {
		char *words, *keyword = strtok_r(line, blanks, &words);
		const char *name = keyword ? strtok_r(NULL, blanks, &words) : NULL;

		names = name && strcasecmp(keyword, "HOMEHOST") == 0 &&
			strcasecmp(name, "<system>") != 0;
	}
	free(copy);
	return names;
}

/* The first line that is not a comment (hostname(5)): new memory, NULL if there is none. */
static char *read_host_name(const struct root *root)
{
	char *text = read_text(root, "/etc/hostname"), *rest = text, *line, *name = NULL;

	while (!name && rest && (line = strsep(&rest, "\n"))) {
		line += strspn(line, blanks);
		line[strcspn(line, " \t\r")] = '\0';
		if (*line && *line != '#')
			name = alloc_text("%s", line);
	}
	free(text);
	return name;
}

/* The first line: new memory. If the machine has no name, arrays of all hosts are local. */
static char *host_line(const struct root *root, const char *text, const char *host_name)
{
	char *name, *line;

	if (names_host(text))
		return alloc_text("%s", "");
	name = host_name ? alloc_text("%s", host_name) : read_host_name(root);
	if (name)
		line = alloc_text("HOMEHOST %s\n", name);
	else
		line = alloc_text("%s", "HOMEHOST <ignore>\n");
	free(name);
	return line;
}

/* A row of /run/mdadm/map: "md0 1.2 UUID /dev/md/0". New memory. */
static char *array_line(char *row, const char *text)
{
	char *rest, *disk = strtok_r(row, blanks, &rest);
	char *metadata = disk ? strtok_r(NULL, blanks, &rest) : NULL;
	char *uuid = metadata ? strtok_r(NULL, blanks, &rest) : NULL;
	char *path = uuid ? strtok_r(NULL, blanks, &rest) : NULL;

	if (!uuid || strcasestr(text, uuid))
		return alloc_text("%s", "");
	if (path)
		return alloc_text("ARRAY %s metadata=%s UUID=%s\n", path, metadata, uuid);
	return alloc_text("ARRAY /dev/%s metadata=%s UUID=%s\n", disk, metadata, uuid);
}

/* ARRAY lines for active arrays that the text does not name: new memory. */
static char *array_lines(const char *rows, const char *text)
{
	char *map = alloc_text("%s", rows), *rest = map, *row;
	char *lines = alloc_text("%s", "");

	while ((row = strsep(&rest, "\n"))) {
		char *line = array_line(row, text), *longer = alloc_text("%s%s", lines, line);

		free(line);
		free(lines);
		lines = longer;
	}
	free(map);
	return lines;
}

int mdadm_add(struct tree *tree, const struct root *root, const char *arrays, const char *host_name)
{
	static const char path[] = "/etc/mdadm/mdadm.conf";
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644};
	char *text = read_text(root, path), *host, *lines, *all, *map = NULL;
	int result;

	if (!text)
		text = read_text(root, "/etc/mdadm.conf");
	if (!text)
		text = alloc_text("%s", "");
	if (!arrays)
		arrays = map = read_text(root, "/run/mdadm/map");
	host = host_line(root, text, host_name);
	lines = array_lines(arrays ? arrays : "", text);
	all = alloc_text("%s%s%s%s", host, text, *lines ? "\n" : "", lines);
	entry.data = all;
	entry.len = strlen(all);
	result = tree_add(tree, TREE_REPLACE, &entry, "--with md");
	free(all);
	free(lines);
	free(map);
	free(host);
	free(text);
	return result;
}
