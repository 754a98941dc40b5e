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

static const char *const places[] = {"/lib/modules", "/usr/lib/modules"};
enum { PLACES = sizeof(places) / sizeof(places[0]) };

/* Made by the kernel's build and read by depmod; every other modules.* is depmod's own. */
static const char *const sources[] = {
	"modules.order",
	"modules.builtin",
	"modules.builtin.modinfo",
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

int modtree_link_sources(const char *from, const char *to)
{
	int result = 0;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]) && result == 0; i++)
		result = link_if_there(from, to, sources[i]);
	return result;
}

static int link_folders(DIR *folder, const char *from, const char *to)
{
	struct dirent *d;
	int result = 0;

	while (result == 0 && (d = readdir(folder))) {
		if (d->d_name[0] != '.' && strncmp(d->d_name, "modules.", 8) != 0)
			result = link_if_there(from, to, d->d_name);
	}
	return result;
}

static int link_all(const char *from, const char *to)
{
	DIR *folder = opendir(from);
	int result;

	if (!folder)
		return report_error("%s: %m", from);
	result = link_folders(folder, from, to);
	closedir(folder);
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

/* The first of the places that there is: new memory, NULL for none. */
static char *find_place(const struct root *root, const char *release)
{
	for (size_t i = 0; i < PLACES; i++) {
		char *place = alloc_text("%s/%s", places[i], release);
		char *found = root_find(root, place);

		free(found);
		if (found)
			return place;
		free(place);
	}
	return NULL;
}

static int is_name(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* So that a release that was mistyped is seen. */
static void list_releases(const struct root *root, const char *place, struct list *releases)
{
	char *dir = root_find(root, place);
	struct dirent **names = NULL;
	int count = dir ? scandir(dir, &names, is_name, alphasort) : 0;

	for (int i = 0; i < count; i++) {
		list_add(releases, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	free(dir);
}

static void say_missing(const struct root *root, const char *release)
{
	struct list releases = {0};
	char *names;

	/* the second place is the same folder where /lib is a link to /usr/lib */
	for (size_t i = 0; i < PLACES && releases.count == 0; i++)
		list_releases(root, places[i], &releases);
	names = list_join(&releases, ", ");
	if (releases.count)
		report_error("kernel %s: has no modules in %s%s; there are those of %s", release,
			     root->dir, places[0], names);
	else
		report_error("kernel %s: there are no modules in %s%s", release, root->dir,
			     places[0]);
	free(names);
	list_free(&releases);
}

static bool has_index(const char *dir)
{
	char *index = alloc_text("%s/modules.dep.bin", dir);
	bool has = access(index, R_OK) == 0;

	free(index);
	return has;
}

int modtree_find(const struct root *root, const char *release, struct modtree *ret_tree)
{
	char *dir;

	*ret_tree = (struct modtree){.place = find_place(root, release)};
	if (!ret_tree->place) {
		say_missing(root, release);
		return -1;
	}
	dir = root_find(root, ret_tree->place);
	if (dir && !has_index(dir)) {
		report_detail("%s: has no index yet; depmod makes one, which takes a while", dir);
		ret_tree->indexed = index_in_stage(dir, release);
		free(dir);
	} else {
		ret_tree->indexed = dir;
	}
	return ret_tree->indexed ? 0 : -1;
}

void modtree_free(struct modtree *tree)
{
	free(tree->place);
	free(tree->indexed);
}
