// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/modules/modtree.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/base/stage.h"

static const char *const dirs[] = {"/lib/modules", "/usr/lib/modules"};
enum { DIRS = sizeof(dirs) / sizeof(dirs[0]) };

/*
 * Files of the kernel's build that depmod reads; depmod writes all other modules.*. Old kernels
 * lack the last one. Without the others depmod warns and writes an index that libkmod refuses.
 */
static const struct {
	const char *name;
	bool expected;
} sources[] = {
	{"modules.order", true},
	{"modules.builtin", true},
	{"modules.builtin.modinfo", false},
};

static int link_if_there(const char *from, const char *to, const char *name)
{
	char *old = alloc_text("%s/%s", from, name);
	char *new = alloc_text("%s/%s", to, name);
	int result = access(old, R_OK) == 0 ? stage_link(new, old) : 0;

	free(old);
	free(new);
	return result;
}

static int make_if_missing(const char *dir, const char *name)
{
	char *path = alloc_text("%s/%s", dir, name);
	int result = access(path, F_OK) == 0 ? 0 : stage_write(path, "", 0);

	free(path);
	return result;
}

int modtree_link_sources(const char *from, const char *to)
{
	int result = 0;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]) && result == 0; i++) {
		result = link_if_there(from, to, sources[i].name);
		if (result == 0 && sources[i].expected)
			result = make_if_missing(to, sources[i].name);
	}
	return result;
}

static int link_dirs(DIR *dir, const char *from, const char *to)
{
	struct dirent *d;
	int result = 0;

	while (result == 0 && (d = readdir(dir))) {
		if (d->d_name[0] != '.' && strncmp(d->d_name, "modules.", 8) != 0)
			result = link_if_there(from, to, d->d_name);
	}
	return result;
}

static int link_all(const char *from, const char *to)
{
	DIR *dir = opendir(from);
	int result;

	if (!dir)
		return report_error("%s: %m", from);
	result = link_dirs(dir, from, to);
	closedir(dir);
	return result == 0 ? modtree_link_sources(from, to) : result;
}

static char *index_in_stage(const char *dir, const char *release)
{
	char *copy = stage_modules("all", release);

	if (copy && link_all(dir, copy) == 0 && stage_depmod("all", release) == 0)
		return copy;
	free(copy);
	return NULL;
}

/* The first path that exists: new memory, or NULL. */
static char *find_dir(const struct root *root, const char *release)
{
	for (size_t i = 0; i < DIRS; i++) {
		char *path = alloc_text("%s/%s", dirs[i], release);
		char *found = root_find(root, path);

		free(found);
		if (found)
			return path;
		free(path);
	}
	return NULL;
}

static int is_name(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* Lists the releases for the message about a mistyped release. */
static void list_releases(const struct root *root, const char *path, struct list *releases)
{
	char *dir = root_find(root, path);
	struct dirent **names = NULL;
	int count = dir ? scandir(dir, &names, is_name, alphasort) : 0;

	for (int i = 0; i < count; i++) {
		list_add(releases, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	free(dir);
}

static void print_missing(const struct root *root, const char *release)
{
	struct list releases = {0};
	char *names;

	/* both paths are the same directory if /lib is a link to /usr/lib */
	for (size_t i = 0; i < DIRS && releases.count == 0; i++)
		list_releases(root, dirs[i], &releases);
	names = list_join(&releases, ", ");
	if (releases.count)
		report_error("kernel %s: no modules in %s%s; available: %s", release, root->dir,
			     dirs[0], names);
	else
		report_error("kernel %s: no modules in %s%s", release, root->dir, dirs[0]);
	free(names);
	list_free(&releases);
}

/* The files that libkmod requires. depmod writes the second only if the kernel's list exists. */
static bool has_index(const char *dir)
{
	static const char *const files[] = {"modules.dep.bin", "modules.builtin.bin"};
	bool has = true;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && has; i++) {
		char *index = alloc_text("%s/%s", dir, files[i]);

		has = access(index, R_OK) == 0;
		free(index);
	}
	return has;
}

static int is_module_dir(const struct dirent *d)
{
	return d->d_name[0] != '.' && d->d_type != DT_REG && strcmp(d->d_name, "build") != 0 &&
	       strcmp(d->d_name, "source") != 0;
}

static void warn_if_empty(const char *dir)
{
	struct dirent **names = NULL;
	int count = scandir(dir, &names, is_module_dir, alphasort);

	if (count == 0)
		report_warning("%s: no modules", dir);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static char *find_index(const char *dir, const char *release)
{
	if (has_index(dir))
		return alloc_text("%s", dir);
	warn_if_empty(dir);
	report_detail("%s: no index; running depmod, which takes a while", dir);
	return index_in_stage(dir, release);
}

static char *empty_index(const char *release)
{
	char *copy = stage_modules("all", release);

	if (copy && modtree_link_sources("/nonexistent", copy) == 0 &&
	    stage_depmod("all", release) == 0)
		return copy;
	free(copy);
	return NULL;
}

int modtree_find(const struct root *root, const char *release, const struct kconfig *kernel,
		 struct modtree *ret_tree)
{
	char *dir;

	*ret_tree = (struct modtree){.dir = find_dir(root, release)};
	if (!ret_tree->dir && !kconfig_modular(kernel)) {
		ret_tree->dir = alloc_text("%s/%s", dirs[0], release);
		ret_tree->indexed = empty_index(release);
	} else if (!ret_tree->dir) {
		print_missing(root, release);
	} else {
		dir = root_find(root, ret_tree->dir);
		ret_tree->indexed = dir ? find_index(dir, release) : NULL;
		free(dir);
	}
	return ret_tree->indexed ? 0 : -1;
}

void modtree_free(struct modtree *tree)
{
	free(tree->dir);
	free(tree->indexed);
}
