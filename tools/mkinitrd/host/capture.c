// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/host/capture.h"

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
		return report_error("%s: cannot be written: %m", path);
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

/* rename(2) replaces a folder only if it is empty. */
static int fill(const struct tree *tree, char *draft, const char *to)
{
	mode_t mask = umask(0);

	umask(mask);
	if (chmod(draft, 0777 & ~mask) < 0)
		return report_error("%s: %m", draft);
	if (tree_each(tree, write_entry, draft) < 0)
		return -1;
	return rename(draft, to) < 0 ? report_error("--capture %s: %m", to) : 0;
}

int capture_write(const struct tree *tree, const char *to)
{
	size_t len = strlen(to);
	char *draft;
	int result;

	while (len > 1 && to[len - 1] == '/')
		len--;
	draft = alloc_text("%.*s.XXXXXX", (int)len, to);
	if (!mkdtemp(draft)) {
		result = report_error("--capture %s: %m", to);
	} else {
		result = fill(tree, draft, to);
		if (result < 0)
			stage_discard(draft);
	}
	free(draft);
	return result;
}
