// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modprobe_d.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/report.h"

/* as modprobe.d(5), without /run, which belongs to the running system */
static const char *const dirs[] = {
	"/etc/modprobe.d",
	"/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};
enum { DIRS = sizeof(dirs) / sizeof(dirs[0]) };

void modprobe_d_dirs(const struct root *root, struct list *ret_dirs)
{
	for (size_t i = 0; i < DIRS; i++) {
		char *found = root_find(root, dirs[i]);

		/* with a merged /usr the last two are the same */
		if (found && !list_has(ret_dirs, found))
			list_add(ret_dirs, found);
		free(found);
	}
}

static int is_conf(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && dot > d->d_name && strcmp(dot, ".conf") == 0;
}

static bool is_regular(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 && S_ISREG(st.st_mode);
}

/* A file that is not regular (a link to /dev/null) only masks later files of its name. */
static int pack_file(const struct root *root, const char *dir, const char *name, struct tree *tree)
{
	char *inside = alloc_text("%s/%s", dir, name);
	char *path = alloc_text("/etc/modprobe.d/%s", name);
	char *source = root_find(root, inside);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644, .source = source};
	int result = 0;

	if (source && is_regular(source))
		result = tree_add(tree, TREE_YIELD, &entry, inside);
	else
		report_detail("%s: skipped: not a regular file", inside);
	free(source);
	free(path);
	free(inside);
	return result;
}

static int pack_dir(const struct root *root, const char *dir, struct list *done, struct tree *tree)
{
	char *outside = root_find(root, dir);
	struct dirent **names = NULL;
	int count = outside ? scandir(outside, &names, is_conf, alphasort) : 0;
	int result = count < 0 ? report_error("%s: %m", outside) : 0;

	for (int i = 0; i < count; i++) {
		if (result == 0 && !list_has(done, names[i]->d_name)) {
			list_add(done, names[i]->d_name);
			result = pack_file(root, dir, names[i]->d_name, tree);
		}
		free(names[i]);
	}
	free(names);
	free(outside);
	return result;
}

int modprobe_d_pack(const struct root *root, struct tree *tree)
{
	struct list done = {0};
	int result = 0;

	for (size_t i = 0; i < DIRS && result == 0; i++)
		result = pack_dir(root, dirs[i], &done, tree);
	list_free(&done);
	return result;
}
