// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/systemmap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/text.h"
#include "sysmap/install/manifest.h"
#include "tools/mkinitrd/base/alloc.h"
#include "tools/mkinitrd/kernel/mapverify.h"
#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/programs/initfile.h"

/* Paths used by distributions; Debian ships the full map in its debug package. */
static const char *const formats[] = {
	"/boot/System.map-%s",
	"/lib/modules/%s/System.map",
	"/usr/lib/modules/%s/System.map",
	"/usr/lib/debug/boot/System.map-%s",
	"/usr/lib/debug/lib/modules/%s/System.map",
	"/usr/lib/debug/usr/lib/modules/%s/System.map",
	"System.map",
};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* ---- add the map to the image ---- */

/*
 * Adds the manifest, which ties the map to its kernel. If the path is longer than MANIFEST_PATH there
 * is none, and the map is verified by its symbols.
 */
static int add_manifest(struct tree *tree, const char *map, const struct mapverify *mapverify)
{
	struct manifest manifest = {
		.count = 1, .entry[0] = {.state = MANIFEST_RIGHT, .digest = mapverify->digest}};
	char text[MANIFEST_TEXT];
	struct tree_entry entry = {.mode = S_IFREG | 0644, .data = text};
	char *path;
	int result;

	if (text_copy(manifest.entry[0].path, MANIFEST_PATH, map))
		return 0;
	strcpy(manifest.id, mapverify->id);
	entry.len = manifest_format(&manifest, text);
	path = alloc_text("%s.gangway", map);
	entry.path = path;
	result = tree_add(tree, TREE_REPLACE, &entry, "the kernel that the map matches");
	free(path);
	return result;
}

/* Only root may read addresses. */
static int add(struct tree *tree, const struct mapverify *mapverify, const char *file)
{
	char *path = alloc_text("/lib/modules/%s/System.map", mapverify->release);
	char *why = alloc_text("%s: %s", file, mapverify->why);
	struct tree_entry entry = {.path = path, .mode = S_IFREG | 0600, .source = file};
	int result = tree_add(tree, TREE_REPLACE, &entry, why);

	if (result == 0 && *mapverify->id)
		result = add_manifest(tree, path, mapverify);
	free(why);
	free(path);
	return result;
}

/* ---- choose the map ---- */

static int add_file(struct tree *tree, struct mapverify *mapverify, const char *file)
{
	enum map_result result = mapverify_classify(mapverify, file);

	if (result == MAP_REFUSED)
		return report_error("--system-map %s: %s", file, mapverify->why);
	if (result == MAP_UNVERIFIED)
		report_warning("--system-map %s: included unverified: %s", file, mapverify->why);
	return add(tree, mapverify, file);
}

/* A verified map at a path of this format: new memory, or NULL. */
static char *find_at(struct mapverify *mapverify, const char *format, struct list *seen)
{
	char *file = root_find_at(mapverify->root, format, mapverify->release);
	/* two paths are the same file if /lib is a link to /usr/lib */
	bool is_new = file && !list_has(seen, file);

	if (is_new) {
		list_add(seen, file);
		if (mapverify_classify(mapverify, file) == MAP_VERIFIED)
			return file;
		report_detail("%s: not included: %s", file, mapverify->why);
	}
	free(file);
	return NULL;
}

static char *find_verified(struct mapverify *mapverify)
{
	struct list seen = {0};
	char *found = NULL;

	for (size_t i = 0; i < FORMATS && !found; i++)
		found = find_at(mapverify, formats[i], &seen);
	if (!found)
		report_detail("no System.map: no verified map of %s in %s", mapverify->release,
			      path_shown(mapverify->root->dir));
	list_free(&seen);
	return found;
}

/* A kernel with KALLSYMS_ALL needs no map in the image, since it provides all symbols itself. */
static int add_auto(struct tree *tree, struct mapverify *mapverify, const struct kconfig *kernel)
{
	char *file;
	int result;

	if (kconfig_has(kernel, "CONFIG_KALLSYMS_ALL")) {
		report_detail("no System.map: the kernel provides it (CONFIG_KALLSYMS_ALL)");
		return 0;
	}
	file = find_verified(mapverify);
	result = file ? add(tree, mapverify, file) : 0;
	free(file);
	return result;
}

int systemmap_add(const struct options *options, const struct root *root,
		  const struct kconfig *kernel, struct tree *tree)
{
	struct mapverify mapverify = {.root = root, .release = options->release};
	const char *what = options->system_map;
	int result = 0;

	if (what && strcmp(what, "off") == 0)
		return 0;
	if (!options->stay)
		result = init_add_helper(tree, options->init, "sysmap");
	if (result < 0)
		return result;
	if (!what || strcmp(what, "auto") == 0)
		result = add_auto(tree, &mapverify, kernel);
	else if (strcmp(what, "none") != 0)
		result = add_file(tree, &mapverify, what);
	mapverify_free(&mapverify);
	return result;
}
