// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/busybox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/content.h"
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

/* Adds the libraries of a dynamic busybox. A failure is only a warning, since it was not requested. */
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

/* ---- the commands of a dynamic busybox -------------------------------------------------------- */

/* The image has a program of that name, or gangway's own programs have it. */
static bool has_command(const struct tree *tree, const char *name)
{
	static const char *const dirs[] = {"/bin", "/sbin", "/usr/bin", "/usr/sbin"};
	static const char *const others[] = {"init", "linuxrc", "modprobe"};
	bool has = false;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		has |= strcmp(name, others[i]) == 0;
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && !has; i++) {
		char *path = alloc_text("%s/%s", dirs[i], name);

		has = tree_find(tree, path) != NULL;
		free(path);
	}
	return has;
}

static int add_command(struct tree *tree, const char *name)
{
	char *path = alloc_text("/bin/%s", name);
	struct tree_entry link = {.path = path, .mode = S_IFLNK | 0777, .target = "busybox"};
	int result = 0;

	if (!has_command(tree, name))
		result = tree_add(tree, TREE_YIELD, &link, "a command of the rescue shell");
	free(path);
	return result;
}

/*
 * The shell of a static busybox usually runs the other commands without links (FEATURE_SH_STANDALONE),
 * that of a dynamic one does not. Their names are in the file, sorted, and end with an empty one
 * (applet_names[], applets/applet_tables.c, 1.35):
 *
 * 	[\0 [[\0 acpid\0 ... zcat\0 \0
 */
static int add_commands(struct tree *tree, const char *file)
{
	static const char first[] = "\0[\0[[";
	const char *name, *end, *last = "";
	struct content content;
	int result = content_read(file, &content);

	if (result < 0)
		return result;
	end = content.data + content.len;
	name = memmem(content.data, content.len, first, sizeof(first));
	name = name ? name + 1 : end;
	while (name < end && strcmp(name, last) > 0 && !strchr(name, '/') && result == 0) {
		result = add_command(tree, name);
		last = name;
		name += strlen(name) + 1;
	}
	content_free(&content);
	return result;
}

/* ---- the system's busybox --------------------------------------------------------------------- */

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
	bool is_static = file && program_is_static(file), is_dynamic = false;
	int result = 0;

	/* a dynamic one is too large to be added next to another shell */
	if (file && !is_static && !tree_follow(tree, "/bin/sh"))
		is_dynamic = add_libraries(tree, root, file);
	if (is_static || is_dynamic)
		result = add(tree, file);
	else if (!tree_follow(tree, "/bin/sh"))
		report_warning(
			"no usable busybox in %s: the image has no rescue shell; install the "
			"package busybox-static, or use --busybox FILE or --busybox none",
			path_shown(root->dir));
	if (result == 0 && is_dynamic)
		result = add_commands(tree, file);
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
