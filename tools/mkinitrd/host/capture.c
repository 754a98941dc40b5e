// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/capture.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/stage.h"

static int write_file(const char *path, const struct tree_entry *entry)
{
	FILE *file = fopen(path, "wxe");
	bool good;

	if (!file)
		return report_error("%s: %m", path);
	good = fwrite(entry->data, 1, entry->len, file) == entry->len;
	if (fclose(file) != 0 || !good)
		return report_error("cannot write %s: %m", path);
	return 0;
}

static int write_entry(void *context, const struct tree_entry *entry)
{
	char *path = alloc_text("%s%s", (const char *)context, entry->path);
	int result = 0;

	if (S_ISREG(entry->mode))
		result = write_file(path, entry);
	else if (S_ISLNK(entry->mode) ? symlink(entry->target, path) : mkdir(path, 0777))
		result = report_error("%s: %m", path);
	free(path);
	return result;
}

static int fill(const struct tree *tree, char *draft)
{
	mode_t mask = umask(0);

	umask(mask);
	if (chmod(draft, 0777 & ~mask) < 0)
		return report_error("%s: %m", draft);
	return tree_each(tree, write_entry, draft);
}

/* Moves the top-level directories of the draft to its parent directory. */
static int move_up(const char *draft, const char *to)
{
	struct dirent **names;
	int count = scandir(draft, &names, NULL, alphasort), result = count < 0 ? -1 : 0;

	for (int i = 0; i < count; i++) {
		char *from = alloc_text("%s/%s", draft, names[i]->d_name);
		char *up = alloc_text("%s/%s", to, names[i]->d_name);

		if (result == 0 && names[i]->d_name[0] != '.')
			result = rename(from, up);
		free(from);
		free(up);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
	if (result == 0)
		result = rmdir(draft);
	return result < 0 ? report_error("--capture %s: %m", to) : 0;
}

static bool is_empty(const char *dir)
{
	DIR *open = opendir(dir);
	unsigned count = 0;

	while (open && readdir(open))
		count++;
	if (open)
		closedir(open);
	return count <= 2;
}

/*
 * A new directory is written under a temporary name and renamed. An existing one may be the working
 * directory of a process, so it is not replaced, but filled from a temporary directory inside it.
 */
int capture_write(const struct tree *tree, const char *to)
{
	size_t len = strlen(to);
	struct stat st;
	bool exists;
	char *draft;
	int result;

	while (len > 1 && to[len - 1] == '/')
		len--;
	exists = stat(to, &st) == 0;
	if (exists && S_ISDIR(st.st_mode) && !is_empty(to))
		return report_error("--capture %s: %s", to, strerror(ENOTEMPTY));
	draft = alloc_text(exists ? "%.*s/.XXXXXX" : "%.*s.XXXXXX", (int)len, to);
	if (!mkdtemp(draft)) {
		result = report_error("--capture %s: %m", to);
	} else {
		result = fill(tree, draft);
		if (result == 0 && exists)
			result = move_up(draft, to);
		else if (result == 0 && rename(draft, to) < 0)
			result = report_error("--capture %s: %m", to);
		if (result < 0)
			stage_discard(draft);
	}
	free(draft);
	return result;
}
