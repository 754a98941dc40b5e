// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/busybox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/programs/library.h"
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

/* Adds the libraries of a dynamic busybox. Why that fails is a warning: nobody asked for it. */
static bool add_libraries(struct tree *tree, const struct root *root, const char *file)
{
	struct program program;
	bool added = false;

	report_lenient(true);
	if (program_read(file, &program) == 0) {
		added = library_add(tree, root, file + strlen(root->dir), &program, NULL) == 0;
		program_free(&program);
	}
	report_lenient(false);
	return added;
}

/* The system's busybox, preferably a static one: new memory, or NULL. */
static char *find(const struct root *root)
{
	static const char *const paths[] = {"/bin/busybox", "/usr/bin/busybox",
					    "/bin/busybox.static", "/usr/bin/busybox-static"};
	char *dynamic = NULL;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *file = root_find(root, paths[i]);

		if (file && program_is_static(file)) {
			free(dynamic);
			return file;
		}
		if (dynamic)
			free(file);
		else
			dynamic = file;
	}
	return dynamic;
}

static int add_system(struct tree *tree, const struct root *root)
{
	char *file = find(root);
	bool is_static = file && program_is_static(file);
	int result = 0;

	/* a dynamic one is too large to be added next to another shell */
	if (is_static || (file && !tree_follow(tree, "/bin/sh") && add_libraries(tree, root, file)))
		result = add(tree, file);
	else if (!tree_follow(tree, "/bin/sh"))
		report_warning(
			"no usable busybox in %s: the image has no rescue shell; install the "
			"package busybox-static, or use --busybox FILE or --busybox none",
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
