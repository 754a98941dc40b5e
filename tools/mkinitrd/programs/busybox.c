// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/busybox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/programs/program.h"
#include "tools/mkinitrd/base/report.h"

static int add(struct tree *tree, const char *file)
{
	struct tree_entry program = {
		.path = "/bin/busybox", .mode = S_IFREG | 0755, .source = file};
	struct tree_entry shell = {.path = "/bin/sh", .mode = S_IFLNK | 0777, .target = "busybox"};

	if (tree_add(tree, TREE_YIELD, &program, file) < 0)
		return -1;
	return tree_add(tree, TREE_YIELD, &shell, "the rescue shell");
}

/* The system's static busybox: new memory, or NULL. */
static char *find(const struct root *root)
{
	static const char *const paths[] = {"/bin/busybox", "/usr/bin/busybox",
					    "/bin/busybox.static", "/usr/bin/busybox-static"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *file = root_find(root, paths[i]);

		if (file && program_is_static(file))
			return file;
		free(file);
	}
	return NULL;
}

static int add_system(struct tree *tree, const struct root *root)
{
	char *file = find(root);
	int result = 0;

	if (file)
		result = add(tree, file);
	else
		report_warning(
			"no static busybox in %s: the image has no rescue shell; use --busybox FILE "
			"or --busybox none",
			path_shown(root->dir));
	free(file);
	return result;
}

int busybox_add(struct tree *tree, const struct root *root, const char *file)
{
	if (!file)
		return add_system(tree, root);
	if (strcmp(file, "none") == 0)
		return 0;
	if (program_need_static(file) < 0)
		return -1;
	return add(tree, file);
}
