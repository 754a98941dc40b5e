// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modprobe_d.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/report.h"

/* modprobe.d(5), without /run: what is there is of the running system only */
static const char *const folders[] = {
	"/etc/modprobe.d",
	"/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};

void modprobe_d_folders(const struct root *root, struct list *ret_folders)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *found = root_find(root, folders[i]);

		/* with a merged /usr the last two are one */
		if (found && !list_has(ret_folders, found))
			list_add(ret_folders, found);
		free(found);
	}
}

static int is_conf(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return dot && dot > d->d_name && strcmp(dot, ".conf") == 0;
}

static int pack_file(const char *folder, const char *name, struct tree *tree)
{
	char *source = alloc_text("%s/%s", folder, name);
	char *path = alloc_text("/etc/modprobe.d/%s", name);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0644, .source = source};
	int result = tree_add(tree, TREE_YIELD, &entry, source);

	free(path);
	free(source);
	return result;
}

static int pack_folder(const char *folder, struct tree *tree)
{
	struct dirent **names;
	int count = scandir(folder, &names, is_conf, alphasort);
	int result = 0;

	if (count < 0)
		return report_error("%s: %m", folder);
	for (int i = 0; i < count; i++) {
		if (result == 0)
			result = pack_file(folder, names[i]->d_name, tree);
		free(names[i]);
	}
	free(names);
	return result;
}

int modprobe_d_pack(const struct root *root, struct tree *tree)
{
	struct list found = {0};
	int result = 0;

	modprobe_d_folders(root, &found);
	for (size_t i = 0; i < found.count && result == 0; i++)
		result = pack_folder(found.item[i], tree);
	list_free(&found);
	return result;
}
