// SPDX-License-Identifier: GPL-2.0
#include "tools/mkinitrd/programs/library.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "tools/mkinitrd/base/report.h"
#include "tools/mkinitrd/programs/libsearch.h"
#include "tools/mkinitrd/tree/copy.h"

struct adding {
	struct tree *tree;
	const struct set *have; /* names of files in the image; NULL: unknown */
	struct list names;      /* DT_NEEDED names already searched */
	struct libsearch search;
};

static int copy(struct adding *a, const char *path, const char *why)
{
	return copy_same(a->tree, a->search.root, path, why);
}

/* Whether the name was searched before; marks it as searched. */
static bool is_done(struct adding *a, const char *name)
{
	if (list_has(&a->names, name) || (a->have && set_has(a->have, path_name(name))))
		return true;
	list_add(&a->names, name);
	return false;
}

static int add_need(struct adding *a, const struct object *by, const char *name)
{
	const struct object *found;
	char *why;
	int result;

	if (is_done(a, name))
		return 0;
	found = libsearch_find(&a->search, by, name);
	if (!found)
		return report_error("%s: needs library %s, which is not in %s", by->path, name,
				    path_shown(a->search.root->dir));
	why = alloc_text("needed by %s", by->path);
	result = copy(a, found->path, why);
	free(why);
	return result;
}

/* ---- libraries opened at run time ---- */

/*
 * Libraries with plug-ins that no ELF header lists. glibc loads libgcc_s when a thread ends, and
 * older versions load the files of NSS; cryptsetup uses OpenSSL's legacy provider.
 */
static const struct {
	const char *library, *opens; /* a name, or a path from the library's directory */
} plugins[] = {
	{"libc.so.6", "libgcc_s.so.1"},
	{"libc.so.6", "libnss_files.so.2"},
	{"libcrypto.so.3", "./ossl-modules/legacy.so"},
};

/* A missing plug-in is no error. */
static int add_plugin(struct adding *a, const struct object *by, const char *name)
{
	const struct object *found;
	char *dir, *why;
	int result;

	if (is_done(a, name))
		return 0;
	dir = alloc_text("%s", by->path);
	found = name[0] == '.' ? libsearch_find_in(&a->search, by, dirname(dir), name)
			       : libsearch_find(&a->search, by, name);
	why = alloc_text("opened by %s", by->path);
	result = found ? copy(a, found->path, why) : 0;
	free(why);
	free(dir);
	return result;
}

static int add_plugins(struct adding *a, const struct object *by)
{
	const char *name = path_name(by->path);
	int result = 0;

	for (size_t i = 0; i < sizeof(plugins) / sizeof(plugins[0]) && result == 0; i++) {
		if (strcmp(name, plugins[i].library) == 0)
			result = add_plugin(a, by, plugins[i].opens);
	}
	for (size_t i = 0; i < by->elf.opens.count && result == 0; i++)
		result = add_plugin(a, by, by->elf.opens.item[i]);
	return result;
}

static int add_needs(struct adding *a)
{
	int result = 0;

	for (const struct object *o = a->search.first; o && result == 0; o = o->next) {
		for (size_t i = 0; i < o->elf.needed.count && result == 0; i++)
			result = add_need(a, o, o->elf.needed.item[i]);
		if (result == 0)
			result = add_plugins(a, o);
	}
	return result;
}

static int add_interpreter(struct adding *a, const char *path, const char *interpreter)
{
	char *why;
	int result;

	if (!interpreter || (a->have && set_has(a->have, path_name(interpreter))))
		return 0;
	/* libraries list it too; do not search it again */
	list_add(&a->names, path_name(interpreter));
	why = alloc_text("interpreter of %s", path);
	result = copy(a, interpreter, why);
	free(why);
	return result;
}

static int add_cache(struct adding *a)
{
	static const char cache[] = "/etc/ld.so.cache";

	if (!a->search.needs_cache)
		return 0;
	return copy(a, cache, "libraries in directories of ld.so.conf");
}

int library_add(struct tree *tree, const struct root *root, const char *path,
		const struct program *program, const struct set *have)
{
	struct adding a = {.tree = tree, .have = have};
	int result;

	libsearch_open(&a.search, root, path, program);
	result = add_interpreter(&a, path, program->interpreter);
	if (result == 0)
		result = add_needs(&a);
	if (result == 0)
		result = add_cache(&a);
	libsearch_close(&a.search);
	list_free(&a.names);
	return result;
}
